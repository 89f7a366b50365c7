/** The table twin: the same lines in words, built when first opened, a part at a time. */
import { make } from '../../app/dom.ts'
import { type Day, isoOf } from '../shared/calendar.ts'
import { movedText, sentence, tenths } from '../shared/words.ts'
import type { Line } from './lines.ts'

const PART = 400
const COLUMNS = [
  'Title',
  'Product',
  'Kind',
  'Start',
  'Median date (p50)',
  '85 % by',
  'Deadline or target date',
  'Chance',
  'Moved',
  'People',
] as const

export class TableTwin {
  readonly element = make('details', { class: 'twin tl-twin' }, make('summary', {}, 'Show as table'))
  private lines: readonly Line[] = []
  private built: readonly Line[] | null = null

  constructor() {
    this.element.addEventListener('toggle', () => this.refresh())
  }

  setLines(lines: readonly Line[]): void {
    this.lines = lines
    this.refresh()
  }

  private refresh(): void {
    if (!this.element.open || this.built === this.lines) return
    this.built = this.lines
    const body = make('tbody')
    const head = make(
      'thead',
      {},
      make('tr', {}, ...COLUMNS.map((name) => make('th', { scope: 'col' }, name))),
    )
    const table = make(
      'table',
      { class: 'table table-sm' },
      make('caption', { class: 'visually-hidden' }, 'The plan as a table'),
      head,
      body,
    )
    this.element.querySelector('.table-responsive')?.remove()
    this.element.append(
      make(
        'div',
        { class: 'table-responsive', tabindex: '0', role: 'region', 'aria-label': 'The plan as a table' },
        table,
      ),
    )
    this.fill(body, this.lines, 0)
  }

  private fill(body: HTMLElement, lines: readonly Line[], from: number): void {
    if (this.built !== lines) return
    body.append(...lines.slice(from, from + PART).map(rowOf))
    if (from + PART < lines.length) setTimeout(() => this.fill(body, lines, from + PART))
  }
}

function rowOf(line: Line): HTMLElement {
  const { item } = line
  const date = (day: Day | null): string => (day === null ? '–' : isoOf(day))
  const title = make('th', { scope: 'row' }, line.title)
  title.style.paddingLeft = `${(line.level - 1) * 16 + 12}px`
  const cells = [
    item?.product || '–',
    item ? sentence(item.kind) : '–',
    date(line.start),
    date(line.p50),
    date(line.p85),
    date(item?.deadline ?? null),
    item && item.chance !== null ? tenths(item.chance) : '–',
    movedText(item?.movedDays ?? null) || '–',
    item?.people.map((person) => person.name || person.initials).join(', ') || '–',
  ]
  return make('tr', {}, title, ...cells.map((text) => make('td', {}, text)))
}
