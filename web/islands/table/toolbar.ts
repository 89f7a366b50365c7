/** The strip above the table: grouping, columns, what is filtered, pasting, and how much is shown. */
import { make } from '../../app/dom.ts'
import type { SheetColumn } from '../shared/api.ts'
import { type Look, moved, type Shown, toggled } from './look.ts'

export interface ToolbarActs {
  group(name: string): void
  columns(shown: Shown[]): void
  clear(): void
  paste(): void
}

export class Toolbar {
  readonly element = make('div', { class: 'tb-tools', role: 'toolbar', 'aria-label': 'Table' })
  private readonly group = make('select', { class: 'form-select form-select-sm', 'aria-label': 'Group by' })
  private readonly list = make('div', {
    class: 'menu-list tb-columns',
    role: 'group',
    'aria-label': 'Columns',
  })
  private readonly clear = make('button', { type: 'button', class: 'btn btn-sm' }, 'Clear filters')
  private readonly told = make('span', { class: 'tb-told', role: 'status' })

  constructor(
    private readonly columns: readonly SheetColumn[],
    mayEdit: boolean,
    private readonly acts: ToolbarActs,
  ) {
    this.group.append(make('option', { value: '' }, 'No groups'))
    for (const column of columns)
      if (column.groups)
        this.group.append(make('option', { value: column.name }, `By ${column.label.toLowerCase()}`))
    this.group.addEventListener('change', () => acts.group(this.group.value))
    this.clear.addEventListener('click', () => acts.clear())
    const menu = make(
      'details',
      { class: 'menu' },
      make('summary', { class: 'btn btn-sm' }, 'Columns'),
      this.list,
    )
    this.element.append(this.group, menu, this.clear)
    if (mayEdit) {
      const paste = make('button', { type: 'button', class: 'btn btn-sm' }, 'Paste')
      paste.addEventListener('click', () => acts.paste())
      this.element.append(paste)
    }
    this.element.append(this.told)
  }

  show(look: Look): void {
    this.group.value = look.group
    this.clear.hidden = Object.keys(look.where).length === 0
    this.fill(look.columns)
  }

  /** Chosen columns in their order, then the others; each can be ticked, and the chosen ones moved. */
  private fill(shown: Shown[]): void {
    const focused = document.activeElement?.getAttribute('data-tool') ?? ''
    const known = new Map(this.columns.map((column) => [column.name, column]))
    const chosen = shown.flatMap(({ name }) => known.get(name) ?? [])
    const others = this.columns.filter((column) => !chosen.includes(column))
    this.list.replaceChildren(
      ...chosen.map((column) => this.line(column, shown, true)),
      ...others.map((column) => this.line(column, shown, false)),
    )
    if (focused) this.list.querySelector<HTMLElement>(`[data-tool="${CSS.escape(focused)}"]`)?.focus()
  }

  private line(column: SheetColumn, shown: Shown[], isShown: boolean): HTMLElement {
    const tick = make('input', {
      type: 'checkbox',
      class: 'form-check-input',
      'data-tool': `tick ${column.name}`,
    })
    tick.checked = isShown
    tick.addEventListener('change', () => this.acts.columns(toggled(shown, column)))
    const line = make('div', { class: 'tb-column' }, make('label', {}, tick, column.label))
    if (!isShown) return line
    for (const [by, sign, way] of [
      [-1, '↑', 'left'],
      [1, '↓', 'right'],
    ] as const) {
      const button = make(
        'button',
        {
          type: 'button',
          'aria-label': `Move ${column.label} to the ${way}`,
          'data-tool': `${way} ${column.name}`,
        },
        sign,
      )
      button.addEventListener('click', () => this.acts.columns(moved(shown, column.name, by)))
      line.append(button)
    }
    return line
  }

  tell(text: string): void {
    if (this.told.textContent !== text) this.told.textContent = text
  }
}
