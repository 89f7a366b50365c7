/** The strip above the drawing: zoom, grouping, filter, what is open, and how old the forecast is. */
import { make } from '../../app/dom.ts'
import { shortDate } from '../shared/calendar.ts'
import { sentence } from '../shared/words.ts'
import type { Grouping } from './lines.ts'
import type { Timeline } from './model.ts'
import { nearestZoom, ZOOMS, type Zoom } from './scale.ts'

export interface Acts {
  zoomTo: (perDay: number) => void
  toToday: () => void
  group: (grouping: Grouping) => void
  filter: (typed: string) => void
  openAll: (open: boolean) => void
}

const PAUSE_MS = 90

export class Toolbar {
  readonly element = make('div', { class: 'tl-tools', role: 'toolbar', 'aria-label': 'Timeline' })
  private readonly zooms: HTMLButtonElement[] = []
  private readonly group = make('select', { class: 'form-select form-select-sm', 'aria-label': 'Group by' })
  private readonly search = make('input', {
    type: 'search',
    class: 'form-control form-control-sm',
    placeholder: 'Filter',
    'aria-label': 'Filter the plan',
    'data-search': true,
    autocomplete: 'off',
  })
  private readonly older = make('a', { class: 'btn btn-sm' })
  private readonly told = make('span', { class: 'tl-told', role: 'status' })

  constructor(acts: Acts, groupings: readonly Grouping[], grouping: Grouping, filter: string) {
    const zooms = make('div', { class: 'seg', role: 'group', 'aria-label': 'Zoom' })
    for (const name of Object.keys(ZOOMS) as Zoom[]) {
      const button = make(
        'button',
        { type: 'button', 'data-zoom': name, 'aria-pressed': 'false' },
        sentence(name),
      )
      button.addEventListener('click', () => acts.zoomTo(ZOOMS[name]))
      this.zooms.push(button)
      zooms.append(button)
    }
    const today = button('Today', () => acts.toToday())
    for (const each of groupings)
      this.group.append(make('option', { value: each }, each === 'hierarchy' ? 'By plan' : `By ${each}`))
    this.group.value = grouping
    this.group.addEventListener('change', () => acts.group(this.group.value as Grouping))
    this.search.value = filter
    let timer = 0
    this.search.addEventListener('input', () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => acts.filter(this.search.value), PAUSE_MS)
    })
    const folds = make(
      'div',
      { class: 'btn-group tl-folds', role: 'group', 'aria-label': 'Lines' },
      button('Open all', () => acts.openAll(true)),
      button('Close all', () => acts.openAll(false)),
    )
    this.element.append(zooms, today, this.group, this.search, folds, this.older, legend(), this.told)
  }

  /** Show the zoom now in force, and what is in view. */
  show(perDay: number): void {
    const nearest = nearestZoom(perDay)
    for (const each of this.zooms) each.setAttribute('aria-pressed', String(each.dataset.zoom === nearest))
  }

  /** What is over is asked for with a page of its own: it begins years earlier. */
  private linkOlder(left: number): void {
    const address = new URL(location.href)
    const all = address.searchParams.get('older') === '1'
    if (all) address.searchParams.delete('older')
    else address.searchParams.set('older', '1')
    this.older.href = `${address.pathname}${address.search}`
    this.older.textContent = all ? 'Only recent' : `Older (${left.toLocaleString('en')})`
    this.older.title = all
      ? 'Hide what was closed long ago'
      : 'Show what was closed earlier, and past releases'
    this.older.hidden = !all && left === 0
  }

  tell(timeline: Timeline, shown: number, filtering: boolean): void {
    const { run, today } = timeline
    this.linkOlder(timeline.older)
    const count = filtering ? `${shown} of ${timeline.items.length} lines` : ''
    const age = run === null ? 'Not planned yet' : `As of ${shortDate(run.asOf, today)}`
    this.told.replaceChildren([count, age].filter(Boolean).join(' · '))
    if (run?.stale)
      this.told.append(
        ' ',
        make(
          'span',
          { class: 'badge stale', title: 'Something that the dates rest on has changed since' },
          'Stale',
        ),
      )
  }
}

function button(name: string, act: () => void): HTMLButtonElement {
  const element = make('button', { type: 'button', class: 'btn btn-sm' }, name)
  element.addEventListener('click', act)
  return element
}

const SIGNS = [
  ['bar', 'Solid to the even-chance finish, fading to the 85 % finish'],
  ['alarm', 'Decides the finish, or will more likely miss its promise'],
  ['diamond', 'Milestone'],
  ['bracket', 'Release, or a group'],
  ['flag', 'Deadline or target date'],
  ['line', 'Dependency; red when the plan breaks it'],
] as const

function legend(): HTMLElement {
  const rows = SIGNS.map(([sign, meaning]) =>
    make(
      'div',
      { class: 'tl-sign' },
      make('span', { class: `sign sign-${sign}`, 'aria-hidden': 'true' }),
      make('span', {}, meaning),
    ),
  )
  return make(
    'details',
    { class: 'menu tl-legend' },
    make('summary', { class: 'btn btn-sm' }, 'Legend'),
    make('div', { class: 'menu-list' }, ...rows),
  )
}
