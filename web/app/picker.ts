/**
 * A field marked `data-picker` is chosen from while typing: names are shown, values are posted. On a `select`
 * the choices are its own; on an `input` they are things of the noun that it names (`roadmap.item`), asked
 * from the server, and the field posts their keys. `data-many` (or `multiple`) holds several, `data-free`
 * also takes new words. Without a script the plain field does the same.
 */
import type { Hits } from '../islands/shared/api.ts'
import { closest, make } from './dom.ts'
import { type Choice, coined, fold, narrowed, toggled } from './picker-model.ts'
import { ask } from './requests.ts'

const PAUSE_MS = 120
const MOST = 12
const MOST_LISTED = 200
const BETWEEN = '\n'

let count = 0

type Field = HTMLInputElement | HTMLSelectElement

export function startPickers(): void {
  enhance(document)
  document.addEventListener('htmx:load', (event) => {
    if (event.target instanceof HTMLElement) enhance(event.target)
  })
  document.addEventListener('click', (event) => {
    for (const shown of document.querySelectorAll('.picker.open')) {
      if (closest(event, '.picker') !== shown) shown.dispatchEvent(new Event('picker-close'))
    }
  })
}

/** Make pickers of the marked fields within `root` that are not yet. */
export function enhance(root: ParentNode): void {
  for (const field of root.querySelectorAll<Field>(
    ':is(select, input)[data-picker]:not([data-picked], [disabled])',
  )) {
    field.dataset.picked = 'true'
    new Picker(field)
  }
}

class Picker {
  private readonly many: boolean
  private readonly free: boolean
  private readonly box: HTMLElement
  private readonly input: HTMLInputElement
  private readonly list: HTMLElement
  private readonly chips: HTMLElement
  private readonly told: HTMLElement
  private held: Choice[]
  private offered: Choice[] = []
  private at = -1
  private timer = 0
  private asking: AbortController | null = null

  constructor(private readonly field: Field) {
    this.many = field instanceof HTMLSelectElement ? field.multiple : 'many' in field.dataset
    this.free = 'free' in field.dataset
    count += 1
    const id = field.id || `picker-${count}`
    this.list = make('ul', { role: 'listbox', id: `${id}-list`, class: 'picker-list', hidden: true })
    this.chips = make('span', { class: 'picker-chips' })
    this.told = make('span', { class: 'visually-hidden', role: 'status' })
    this.input = this.makeInput(id)
    this.box = make('div', { class: 'picker' }, this.chips, this.input, this.list, this.told)
    this.list.setAttribute('aria-label', this.name())
    if (this.many) this.list.setAttribute('aria-multiselectable', 'true')
    field.removeAttribute('id')
    field.before(this.box)
    this.held = field instanceof HTMLSelectElement ? selected(field) : this.heldOf(field)
    if (field instanceof HTMLSelectElement) field.hidden = true
    else field.type = 'hidden'
    this.box.append(field)
    this.write()
    this.listen()
    if (this.inPanel()) void this.offer('')
  }

  private makeInput(id: string): HTMLInputElement {
    const { field } = this
    const input = make('input', {
      type: 'text',
      id,
      class: field.classList.contains('is-invalid') ? 'form-control is-invalid' : 'form-control',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': `${id}-list`,
      placeholder: field.getAttribute('placeholder') ?? (this.isLocal() ? 'Choose' : 'Type a name or key'),
    })
    for (const name of ['aria-label', 'aria-describedby', 'aria-invalid', 'form']) {
      const value = field.getAttribute(name)
      if (value) input.setAttribute(name, value)
    }
    return input
  }

  private name(): string {
    const label = this.field.getAttribute('aria-label')
    const own = this.field.labels?.[0]?.textContent
    return (label ?? own ?? 'Choices').trim()
  }

  private isLocal(): boolean {
    return this.field instanceof HTMLSelectElement || this.free
  }

  private inPanel(): boolean {
    return this.field.closest('[data-edit-form]') !== null
  }

  /** What an input holds at first: keys, shown by `data-names` where the page gives them. */
  private heldOf(field: HTMLInputElement): Choice[] {
    const values = this.many ? field.value.split(',').map((each) => each.trim()) : [field.value.trim()]
    const names = (field.dataset.names ?? '').split(BETWEEN)
    return values.filter(Boolean).map((value, place) => ({ value, label: names[place] || value, about: '' }))
  }

  private choices(): Choice[] {
    if (this.field instanceof HTMLSelectElement) return [...this.field.options].map(choiceOf)
    const known = (this.field.dataset.known ?? '').split(BETWEEN).filter(Boolean)
    return known.map((value) => ({ value, label: value, about: '' }))
  }

  private listen(): void {
    const { input } = this
    input.addEventListener('input', () => this.typed())
    input.addEventListener('keydown', (event) => this.key(event))
    input.addEventListener('click', () => {
      if (this.list.hidden) void this.offer('')
    })
    input.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.box.contains(relatedTarget))) this.settle()
    })
    this.box.addEventListener('picker-close', () => this.settle())
    this.list.addEventListener('pointerdown', (event) => event.preventDefault())
    this.list.addEventListener('click', (event) => {
      const row = closest(event, '[role="option"]')
      if (row) this.take([...this.list.children].indexOf(row))
    })
    this.chips.addEventListener('click', (event) => {
      const button = closest(event, '[data-drop]')
      if (!button) return
      event.preventDefault()
      this.hold(this.held.filter((each) => each.value !== button.dataset.drop))
      input.focus()
    })
  }

  private typed(): void {
    window.clearTimeout(this.timer)
    this.asking?.abort()
    const text = this.input.value
    if (this.isLocal()) void this.offer(text)
    else this.timer = window.setTimeout(() => void this.offer(text), PAUSE_MS)
  }

  private async offer(text: string): Promise<void> {
    const found = this.isLocal() ? narrowed(this.choices(), text, MOST_LISTED) : await this.asked(text)
    if (found === null) return
    const fresh = coined(text, found, this.free)
    this.draw(fresh ? [...found, fresh] : found, text)
  }

  private async asked(text: string): Promise<Choice[] | null> {
    if (!text.trim()) return []
    this.asking = new AbortController()
    const { signal } = this.asking
    const query = new URLSearchParams({ q: text.trim(), each: String(MOST) })
    for (const kind of (this.field.dataset.picker ?? '').split(' ')) query.append('kind', kind)
    try {
      const response = await ask(`/api/v1/search?${query}`, 'application/json', signal)
      const { results } = (await response.json()) as Hits
      return results.map((hit) => ({
        value: this.valueOf(hit),
        label: hit.title,
        about: hit.subtitle,
      }))
    } catch {
      return signal.aborted ? null : []
    }
  }

  private valueOf(hit: { key: string; ref: string }): string {
    const posts = this.field.dataset.posts ?? 'key'
    if (posts === 'ref') return hit.ref
    return posts === 'key' && hit.key ? hit.key : (hit.ref.split(':')[1] ?? '')
  }

  private draw(choices: Choice[], text: string): void {
    this.offered = choices
    const held = new Set(this.held.map((each) => each.value))
    this.list.replaceChildren(
      ...choices.map((each, place) =>
        make(
          'li',
          {
            role: 'option',
            id: `${this.list.id}-${place}`,
            'aria-selected': String(held.has(each.value)),
          },
          make('span', {}, each.label),
          ...(each.about ? [make('span', { class: 'sub' }, each.about)] : []),
        ),
      ),
    )
    const nothing = text.trim() ? 'Nothing found' : this.isLocal() ? 'Nothing to choose from' : ''
    if (choices.length === 0 && nothing)
      this.list.append(make('li', { class: 'none', role: 'presentation' }, nothing))
    this.told.textContent = text.trim() ? `${choices.length} found` : ''
    this.show(this.list.childElementCount > 0)
    const chosen = choices.findIndex((each) => held.has(each.value))
    this.mark(text.trim() ? 0 : this.many ? -1 : chosen)
  }

  private show(open: boolean): void {
    this.list.hidden = !open
    this.box.classList.toggle('open', open)
    this.input.setAttribute('aria-expanded', String(open))
    if (!open) this.mark(-1)
  }

  private mark(place: number): void {
    const rows = [...this.list.querySelectorAll<HTMLElement>('[role="option"]')]
    this.at = Math.min(place, rows.length - 1)
    for (const [each, row] of rows.entries()) row.classList.toggle('on', each === this.at)
    const row = rows[this.at]
    if (row) {
      this.input.setAttribute('aria-activedescendant', row.id)
      row.scrollIntoView({ block: 'nearest' })
    } else this.input.removeAttribute('aria-activedescendant')
  }

  private key(event: KeyboardEvent): void {
    const rows = this.offered.length
    const open = !this.list.hidden
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) void this.offer('')
      else if (rows)
        this.mark((this.at + (event.key === 'ArrowDown' ? 1 : rows - 1 + (this.at < 0 ? 1 : 0))) % rows)
    } else if (event.key === 'Enter' && open && this.at >= 0 && !event.ctrlKey) this.take(this.at)
    else if (event.key === 'Escape' && open && !this.inPanel()) this.settle()
    else if (event.key === 'Backspace' && this.many && !this.input.value && this.held.length)
      this.hold(this.held.slice(0, -1))
    else {
      if (event.key === 'Enter') this.settle() // the form is sent with what was typed
      return
    }
    event.preventDefault()
  }

  private take(place: number): void {
    const choice = this.offered[place]
    if (!choice) return
    this.hold(toggled(this.held, choice, this.many))
    if (this.many) {
      if (this.inPanel()) void this.offer('')
      else this.show(false)
      return
    }
    this.show(false)
    if (this.inPanel()) this.field.form?.requestSubmit()
  }

  private hold(next: Choice[]): void {
    this.held = next
    this.write()
    this.field.dispatchEvent(new Event('change', { bubbles: true }))
  }

  /** What is left when the focus goes: a key typed in full counts, anything else falls back. */
  private settle(): void {
    const text = this.input.value.trim()
    const known = this.offered.find(
      (each) => fold(each.value) === fold(text) || fold(each.label) === fold(text),
    )
    if (text && known && !this.held.some((each) => each.value === known.value))
      this.hold(toggled(this.held, known, this.many))
    else if (text && this.many && this.free)
      this.hold(toggled(this.held, { value: text, label: text, about: '' }, true))
    else if (!this.many && !text && this.held[0]?.value && !this.inPanel()) this.hold([])
    else if (!this.many && !this.isLocal() && text && text !== this.held[0]?.label)
      this.hold([{ value: text, label: text, about: '' }])
    else this.write()
    if (!this.inPanel()) this.show(false)
  }

  /** Show what is held, and put it into what is posted. */
  private write(): void {
    const { field, input } = this
    if (this.many) {
      input.value = ''
      this.chips.replaceChildren(...this.held.map(chip))
    } else
      input.value =
        this.held[0]?.value || field instanceof HTMLSelectElement ? (this.held[0]?.label ?? '') : ''
    if (field instanceof HTMLSelectElement) {
      const values = new Set(this.held.map((each) => each.value))
      for (const option of field.options) option.selected = values.has(option.value)
    } else field.value = this.held.map((each) => each.value).join(', ')
  }
}

function chip(held: Choice): HTMLElement {
  const drop = make(
    'button',
    { type: 'button', 'data-drop': held.value, 'aria-label': `Remove ${held.label}` },
    '✕',
  )
  return make('span', { class: 'picker-chip' }, held.label, drop)
}

function choiceOf(option: HTMLOptionElement): Choice {
  return { value: option.value, label: option.text.trim(), about: option.dataset.about ?? '' }
}

function selected(field: HTMLSelectElement): Choice[] {
  return [...field.selectedOptions].map(choiceOf)
}
