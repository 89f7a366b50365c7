/** One finding in the list: place, words, actions, and the form that asks why it is ignored. */
import { make } from '../../app/dom.ts'
import { actionsOf, type Doer } from './actions.ts'
import type { Finding } from './model.ts'

export interface RowDoer extends Doer {
  go(id: string): void
  ignore(id: string, reason: string): void
}

export class Row {
  readonly element: HTMLLIElement
  private readonly place = make('span', { class: 'bp-line' })
  private readonly actions = make('div', { class: 'bp-below' })
  private form: HTMLElement | null = null

  constructor(
    private readonly finding: Finding,
    private readonly doer: RowDoer,
  ) {
    this.element = make(
      'li',
      { class: 'bp-row', 'data-severity': finding.severity },
      this.head(),
      this.actions,
    )
  }

  /** Where it stands now, and what can be done; a form in use stays. */
  update(finding: Finding, line: number): void {
    this.place.textContent = finding.aboutPlan ? finding.subject : String(line)
    if (!this.form) this.renew(finding)
  }

  private renew(finding: Finding): void {
    const held = this.actions.contains(document.activeElement)
    const fresh = actionsOf(finding, this.doer)
    if (this.actions.firstElementChild?.outerHTML === fresh.outerHTML) return
    this.actions.replaceChildren(fresh)
    if (held) this.focus()
  }

  mark(isCurrent: boolean): void {
    if (isCurrent) this.element.setAttribute('aria-current', 'true')
    else this.element.removeAttribute('aria-current')
  }

  focus(): void {
    this.element.querySelector<HTMLElement>('button, a')?.focus()
  }

  private head(): HTMLElement {
    const { severity, code, message, aboutPlan, id } = this.finding
    const told = [
      make('span', { class: 'bp-mark', 'aria-hidden': 'true' }),
      make('span', { class: 'visually-hidden' }, `${severity}, ${aboutPlan ? '' : 'line '}`),
      this.place,
      make('span', { class: 'bp-code' }, code),
      make('span', { class: 'bp-message' }, message),
    ]
    if (aboutPlan) return make('div', { class: 'bp-head' }, ...told)
    const head = make('button', { type: 'button', class: 'bp-head' }, ...told)
    head.addEventListener('click', () => this.doer.go(id))
    return head
  }

  /** No `<form>`: the list stands inside the page's own. */
  askReason(): void {
    if (!this.form) {
      const field = make('input', {
        class: 'form-control form-control-sm',
        'aria-label': 'Reason',
        placeholder: 'Reason',
        maxlength: '200',
        autocomplete: 'off',
      })
      const ignore = make('button', { type: 'button', class: 'btn btn-sm' }, 'Ignore')
      const cancel = make('button', { type: 'button', class: 'btn btn-sm btn-link' }, 'Cancel')
      const hint = make('p', { class: 'form-hint' }, 'The reason is kept in the text, above the line.')
      const send = (): void =>
        field.value.trim() ? this.doer.ignore(this.finding.id, field.value) : field.focus()
      ignore.addEventListener('click', send)
      cancel.addEventListener('click', () => this.shut())
      this.form = make(
        'div',
        { class: 'bp-form', role: 'group', 'aria-label': `Ignore ${this.finding.code}` },
        field,
        ignore,
        cancel,
        hint,
      )
      this.form.addEventListener('keydown', (event) => this.formKey(event, field, send))
      this.actions.hidden = true
      this.element.append(this.form)
    }
    this.form.querySelector('input')?.focus()
    this.element.scrollIntoView({ block: 'nearest' })
  }

  private formKey(event: KeyboardEvent, field: HTMLInputElement, send: () => void): void {
    if (event.key === 'Escape') this.shut()
    else if (event.key === 'Enter' && event.target === field) send()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  shut(): void {
    this.form?.remove()
    this.form = null
    this.actions.hidden = false
    this.focus()
  }
}
