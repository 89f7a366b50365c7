/** The card beside the pointer: what a bar says, in words. */
import { make } from '../../app/dom.ts'
import { type Day, rangeText, shortDate } from '../shared/calendar.ts'
import { movedText, sentence, tenths } from '../shared/words.ts'
import type { Line } from './lines.ts'
import { isDone, isLate } from './model.ts'

const percent = (chance: number): number => Math.floor(chance * 100 + 0.5)

export class Card {
  readonly element = make('div', { class: 'tl-card', 'aria-hidden': 'true', hidden: true })
  private shownId = ''

  show(line: Line, x: number, y: number, today: Day): void {
    if (this.shownId !== line.id) {
      this.element.replaceChildren(...this.content(line, today))
      this.shownId = line.id
    }
    this.element.hidden = false
    const { offsetWidth, offsetHeight } = this.element
    const left = x + 16 + offsetWidth > innerWidth ? x - offsetWidth - 12 : x + 16
    const top = y + 20 + offsetHeight > innerHeight ? y - offsetHeight - 12 : y + 20
    this.element.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`
  }

  hide(): void {
    this.element.hidden = true
    this.shownId = ''
  }

  private content(line: Line, today: Day): Node[] {
    const { item } = line
    const facts = make('dl')
    const fact = (name: string, value: string, mood = ''): void => {
      if (value) facts.append(make('dt', {}, name), make('dd', mood ? { class: mood } : {}, value))
    }
    if (line.p50 === null) fact('Dates', 'Not planned yet')
    else {
      const milestone = line.shape === 'milestone'
      fact(
        milestone ? 'Median date (p50)' : 'Median (p50)',
        milestone ? shortDate(line.p50, today) : rangeText(line.start ?? line.p50, line.p50, today),
      )
      if (line.p85 !== null && line.p85 !== line.p50) fact('85 % by', shortDate(line.p85, today))
    }
    if (item) {
      if (item.deadline !== null)
        fact(
          item.shape === 'release' ? 'Target date' : 'Deadline',
          shortDate(item.deadline, today),
          isLate(item) ? 'up' : '',
        )
      if (item.chance !== null) fact('Chance', `${tenths(item.chance)} (${percent(item.chance)} %)`)
      if (item.releaseChance !== null)
        fact('Makes its release', `${tenths(item.releaseChance)} (${percent(item.releaseChance)} %)`)
      fact('Moved', movedText(item.movedDays), (item.movedDays ?? 0) > 0 ? 'up' : 'dn')
      fact('People', item.people.map((person) => person.name || person.initials).join(', '))
      fact('Product', item.product)
      fact('Team', item.team)
      if (item.status) fact('State', sentence(item.status))
      if (item.critical && !isDone(item)) fact('Critical', 'A delay here delays the finish')
    }
    const head = make('strong', {}, line.title)
    const sub = item?.key
      ? [make('div', { class: 'tl-card-sub' }, `${item.key} · ${sentence(item.kind)}`)]
      : []
    return [head, ...sub, facts]
  }
}
