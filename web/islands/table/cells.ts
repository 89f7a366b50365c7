/** What stands in a cell, in the head of a group, and in the filter row. */
import { make } from '../../app/dom.ts'
import type { Sheet, SheetColumn } from '../shared/api.ts'
import { dayOf, fullDate } from '../shared/calendar.ts'
import { sentence } from '../shared/words.ts'
import { isEmpty, isHead, type Line, NONE, type Row, textOf } from './model.ts'
import type { Store } from './store.ts'

/** Write a cell as text, as a link to the page of its row, or as a mark; its element says how it fares. */
export function writeCell(
  store: Store,
  sheet: Sheet,
  line: Line,
  column: SheetColumn,
  element: HTMLElement,
): void {
  const state = store.states.size ? store.states.get(line.id, column.name) : undefined
  if (state || element.dataset.fares) fare(element, state?.kind ?? '')
  const text = state?.text ?? textOf(line.cells[column.name], column.kind)
  if (column.link && column.name === sheet.key) link(element, text, sheet.page)
  else if (column.kind === 'date' && text && !state) put(element, fullDate(dayOf(text)))
  else if (column.kind === 'tick' && !state) put(element, text === 'yes' ? '✓' : '')
  else put(element, text)
}

function fare(element: HTMLElement, kind: string): void {
  const bad = kind === 'refused' || kind === 'stale'
  element.dataset.fares = kind
  element.classList.toggle('tb-busy', kind === 'busy')
  element.classList.toggle('tb-bad', bad)
  if (bad) element.setAttribute('aria-invalid', 'true')
  else element.removeAttribute('aria-invalid')
}

/** Text alone; the text that is there is written over. */
function put(element: Element, text: string): void {
  const only = element.childNodes.length === 1 ? element.firstChild : null
  if (!(only instanceof Text)) element.textContent = text
  else if (only.data !== text) only.data = text
}

function link(element: HTMLElement, text: string, page: string): void {
  const only = element.childNodes.length === 1 ? element.firstElementChild : null
  const anchor = only instanceof HTMLAnchorElement ? only : make('a', { tabindex: '-1' })
  if (anchor !== only) element.replaceChildren(anchor)
  anchor.href = page.replace('KEY', encodeURIComponent(text))
  put(anchor, text)
}

/** The head of a group: what its lines have in common, and how many they are. */
export function groupNode(row: Row, column: SheetColumn | undefined): Node {
  if (!isHead(row)) return make('div')
  const empty = `No ${(column?.label ?? '').toLowerCase()}`
  const name = row.group === NONE ? empty : column?.kind === 'choice' ? sentence(row.group) : row.group
  return make(
    'div',
    { class: 'tb-group-cell', role: 'gridcell', 'aria-expanded': String(row.open) },
    make('span', { class: 'tb-twisty', 'aria-hidden': 'true' }, row.open ? '▾' : '▸'),
    make('strong', {}, name),
    make('span', { class: 'tb-count' }, String(row.count)),
  )
}

const HINTS: Partial<Record<SheetColumn['kind'], string>> = {
  number: '>3, 2..5',
  share: '>50 %',
  date: '2027-03, >…',
}

/** The field above a column: a list where it has choices, else free text. */
export function filterField(column: SheetColumn, value: string, typed: (text: string) => void): HTMLElement {
  const label = `Filter ${column.label}`
  const choices = column.kind === 'tick' ? ['yes', 'no'] : column.kind === 'choice' ? column.choices : []
  const field = choices.length
    ? make('select', { class: 'tb-filter', 'aria-label': label })
    : make('input', {
        class: 'tb-filter',
        type: 'text',
        'aria-label': label,
        placeholder: HINTS[column.kind] ?? '',
        autocomplete: 'off',
      })
  if (field instanceof HTMLSelectElement) {
    field.append(make('option', { value: '' }, ''))
    for (const choice of choices) field.append(make('option', { value: choice }, choice))
    if (column.kind === 'choice') field.append(make('option', { value: NONE }, '(none)'))
    if (value && !choices.includes(value) && value !== NONE) field.append(make('option', { value }, value))
  }
  field.value = value
  field.addEventListener(field instanceof HTMLSelectElement ? 'change' : 'input', () => typed(field.value))
  for (const name of ['mousedown', 'click', 'touchstart', 'keydown'])
    field.addEventListener(name, (event) => event.stopPropagation())
  field.classList.toggle('tb-filled', !isEmpty(value))
  return field
}
