/** The field that a cell becomes while it is edited. */
import { make } from '../../app/dom.ts'
import type { SheetColumn } from '../shared/api.ts'
import { matching } from './choices.ts'

export type Step = 'stay' | 'down' | 'up' | 'right' | 'left'

export interface Editing {
  /** Store what is typed, then go on. */
  done(text: string, step: Step): void
  /** Leave the cell as it was. */
  cancel(): void
}

let counter = 0

/** A field over `cell` with `text` in it, all of it chosen unless it is what was typed to begin with. */
export class Editor {
  readonly element: HTMLElement
  private readonly input: HTMLInputElement
  private readonly list: HTMLElement | null = null
  private active = -1
  private over = false

  constructor(
    private readonly cell: HTMLElement,
    private readonly column: SheetColumn,
    text: string,
    private readonly typed: boolean,
    private readonly acts: Editing,
  ) {
    const isDay = column.kind === 'date' && !typed && /^(\d{4}-\d\d-\d\d)?$/.test(text)
    this.input = make('input', {
      class: 'tb-input',
      type: isDay ? 'date' : 'text',
      'aria-label': column.label,
      autocomplete: 'off',
      ...(column.kind === 'number' || column.kind === 'share' ? { inputmode: 'decimal' } : {}),
    })
    this.input.value = text
    this.element = make('div', { class: 'tb-editor' }, this.input)
    if (column.choices.length) this.list = this.makeList()
    cell.append(this.element)
    this.place()
    this.input.focus()
    if (!typed && !isDay) this.input.select()
    this.listen()
  }

  private makeList(): HTMLElement {
    counter += 1
    const id = `tb-list-${counter}`
    const list = make('ul', { class: 'tb-list', role: 'listbox', id, 'aria-label': this.column.label })
    this.input.setAttribute('role', 'combobox')
    this.input.setAttribute('aria-expanded', 'true')
    this.input.setAttribute('aria-controls', id)
    this.input.setAttribute('aria-autocomplete', 'list')
    // Not in the table itself, whose transform would hold what is fixed.
    ;(this.cell.closest('.tb-frame') ?? document.body).append(list)
    this.fill(list, this.typed ? this.input.value : '')
    return list
  }

  /** The list hangs under the cell, or above it where there is no room. */
  private place(): void {
    if (!this.list) return
    const box = this.cell.getBoundingClientRect()
    const below = innerHeight - box.bottom
    this.list.style.minWidth = `${box.width}px`
    this.list.style.left = `${Math.min(box.left, innerWidth - this.list.offsetWidth - 8)}px`
    if (below > 180 || below > box.top) {
      this.list.style.top = `${box.bottom}px`
      this.list.style.maxHeight = `${Math.min(280, below - 8)}px`
    } else {
      this.list.style.bottom = `${innerHeight - box.top}px`
      this.list.style.maxHeight = `${Math.min(280, box.top - 8)}px`
    }
  }

  private fill(list: HTMLElement, typed: string): void {
    const words = this.column.kind === 'many' ? (typed.split(',').pop() ?? '') : typed
    const found = matching(this.column.choices, words.trim())
    this.active = typed.trim() && !this.column.free ? 0 : -1
    const present = this.input.value.toLowerCase()
    list.replaceChildren(
      ...found.map((choice, index) =>
        make(
          'li',
          { role: 'option', id: `${list.id}-${index}`, 'data-choice': choice, 'aria-selected': 'false' },
          choice,
        ),
      ),
    )
    if (!typed) this.active = found.findIndex((choice) => choice.toLowerCase() === present)
    list.hidden = found.length === 0
    this.mark(list)
  }

  private mark(list: HTMLElement): void {
    const options = [...list.children] as HTMLElement[]
    options.forEach((option, index) => {
      option.setAttribute('aria-selected', String(index === this.active))
      if (index === this.active) option.scrollIntoView({ block: 'nearest' })
    })
    const active = options[this.active]
    if (active) this.input.setAttribute('aria-activedescendant', active.id)
    else this.input.removeAttribute('aria-activedescendant')
  }

  /** What is in the field, or the choice that is marked in the list. */
  private get text(): string {
    const option = this.list?.children[this.active] as HTMLElement | undefined
    const choice = option?.dataset.choice
    if (choice === undefined || this.list?.hidden) return this.input.value
    return this.column.kind === 'many' ? withLast(this.input.value, choice) : choice
  }

  private listen(): void {
    this.input.addEventListener('input', () => {
      if (this.list) this.fill(this.list, this.input.value)
    })
    this.input.addEventListener('keydown', (event) => this.key(event))
    this.input.addEventListener('blur', () => this.end('stay'))
    for (const name of ['mousedown', 'click', 'dblclick', 'paste', 'copy', 'cut'])
      this.element.addEventListener(name, (event) => event.stopPropagation())
    this.list?.addEventListener('mousedown', (event) => {
      event.preventDefault()
      const option = (event.target as Element).closest<HTMLElement>('[data-choice]')
      if (!option) return
      this.active = [...(this.list?.children ?? [])].indexOf(option)
      this.end('stay')
    })
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation()
    if (event.isComposing) return
    if (this.list && !this.list.hidden && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const many = this.list.children.length
      const by = event.key === 'ArrowDown' ? 1 : -1
      this.active = this.active < 0 ? (by > 0 ? 0 : many - 1) : (this.active + by + many) % many
      this.mark(this.list)
      event.preventDefault()
      return
    }
    const step = stepOf(event, this.typed)
    if (event.key === 'Escape') this.stop()
    else if (step) this.end(step)
    else return
    event.preventDefault()
  }

  private end(step: Step): void {
    if (this.over) return
    const { text } = this
    this.close()
    this.acts.done(text, step)
  }

  private stop(): void {
    this.close()
    this.acts.cancel()
  }

  private close(): void {
    this.over = true
    this.list?.remove()
    this.element.remove()
  }
}

/** Where a key leads that ends the editing; arrows do when the cell was begun by typing over it. */
function stepOf(event: KeyboardEvent, typed: boolean): Step | null {
  if (event.key === 'Enter') return event.shiftKey ? 'up' : 'down'
  if (event.key === 'Tab') return event.shiftKey ? 'left' : 'right'
  if (!typed || event.altKey || event.ctrlKey || event.metaKey) return null
  if (event.key === 'ArrowDown') return 'down'
  if (event.key === 'ArrowUp') return 'up'
  return null
}

function withLast(text: string, choice: string): string {
  const words = text.split(',').slice(0, -1)
  return [...words.map((word) => word.trim()), choice].join(', ')
}
