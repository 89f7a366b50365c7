/**
 * The findings as a list beside the text: counts, filter, rows that keep focus and forms from answer to
 * answer.
 */
import { make } from '../../app/dom.ts'
import { countsOf, countsText, type Finding, SEVERITIES, type Severity } from './model.ts'
import { Row, type RowDoer } from './row.ts'

const FILTERS = [
  ['', 'All'],
  ['error', 'Errors'],
  ['warning', 'Warnings'],
  ['note', 'Notes'],
] as const

export class Panel {
  readonly element: HTMLElement
  private readonly counts = make('p', { class: 'bp-counts', role: 'status', 'aria-live': 'polite' })
  private readonly trouble = make('p', { class: 'bp-trouble', hidden: true })
  private readonly filters = make('div', { class: 'seg bp-filter', role: 'group', 'aria-label': 'Severity' })
  private readonly body = make('div', { class: 'bp-lists', tabindex: '-1' })
  private readonly inText = make('ol', { class: 'bp-list', 'aria-label': 'Findings in the text' })
  private readonly aboutPlan = make('ol', { class: 'bp-list', 'aria-labelledby': 'bp-plan' })
  private readonly planHead = make('h3', { id: 'bp-plan', class: 'bp-group' }, 'About the plan')
  private readonly none = make('p', { class: 'bp-none' })
  private readonly rows = new Map<string, Row>()
  private findings: readonly Finding[] = []
  private filter: Severity | '' = ''
  private currentId = ''

  constructor(
    private readonly doer: RowDoer,
    private readonly lineOf: (finding: Finding) => number,
  ) {
    const head = make(
      'div',
      { class: 'bp-panel-head' },
      make('h2', { id: 'bp-findings' }, 'Findings'),
      this.counts,
      this.trouble,
      this.filters,
    )
    this.body.append(this.inText, this.planHead, this.aboutPlan, this.none)
    this.element = make('section', { class: 'bp-panel', 'aria-labelledby': 'bp-findings' }, head, this.body)
    for (const [severity, label] of FILTERS) this.filters.append(this.filterButton(severity, label))
  }

  private filterButton(severity: Severity | '', label: string): HTMLElement {
    const button = make(
      'button',
      { type: 'button', 'aria-pressed': String(severity === ''), 'data-severity': severity },
      label,
    )
    button.addEventListener('click', () => this.show(severity))
    return button
  }

  private show(severity: Severity | ''): void {
    this.filter = severity
    for (const button of this.filters.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset.severity === severity))
    }
    this.render()
  }

  setFindings(findings: readonly Finding[]): void {
    this.findings = findings
    this.render()
  }

  /** In place of the counts, which are of an older text, so that nothing moves. */
  setTrouble(message: string): void {
    this.counts.classList.toggle('visually-hidden', message !== '')
    this.trouble.textContent = message
    this.trouble.hidden = message === ''
  }

  /** Those that the filter lets through: F8 goes through these. */
  shown(findings: readonly Finding[]): readonly Finding[] {
    return this.filter ? findings.filter((row) => row.severity === this.filter) : findings
  }

  get current(): string {
    return this.currentId
  }

  /** The finding at the cursor; its row is brought into sight within the list, without moving the page. */
  setCurrent(id: string): void {
    if (id === this.currentId) return
    this.rows.get(this.currentId)?.mark(false)
    this.currentId = id
    const row = this.rows.get(id)
    if (!row) return
    row.mark(true)
    const { top, bottom } = row.element.getBoundingClientRect()
    const seen = this.body.getBoundingClientRect()
    if (top < seen.top) this.body.scrollTop += top - seen.top
    else if (bottom > seen.bottom) this.body.scrollTop += bottom - seen.bottom
  }

  focus(id: string): void {
    this.reveal(id)?.focus()
  }

  askReason(id: string): void {
    this.reveal(id)?.askReason()
  }

  ignored(id: string): void {
    this.rows.get(id)?.shut()
  }

  private reveal(id: string): Row | undefined {
    if (!this.rows.get(id)?.element.isConnected) this.show('')
    return this.rows.get(id)
  }

  private render(): void {
    const text = countsText(countsOf(this.findings))
    if (this.counts.textContent !== text) this.counts.textContent = text
    this.filters.hidden = this.findings.length === 0
    const hadFocus = this.body.contains(document.activeElement)
    const shown = this.shown(this.findings)
    const plan = this.arrange(
      this.aboutPlan,
      shown.filter((row) => row.aboutPlan),
    )
    const words = this.arrange(
      this.inText,
      shown.filter((row) => !row.aboutPlan),
    )
    this.forget()
    this.inText.hidden = words === 0
    this.aboutPlan.hidden = this.planHead.hidden = plan === 0
    this.none.hidden = shown.length > 0 || this.findings.length === 0
    this.none.textContent = `No ${SEVERITIES.find((each) => each === this.filter) ?? 'finding'}s.`
    if (hadFocus && !this.body.contains(document.activeElement)) this.body.focus()
  }

  /** Rows stay the elements they were, so that focus, forms and scrolling survive an answer. */
  private arrange(list: HTMLElement, findings: readonly Finding[]): number {
    const wanted = findings.map((finding) => {
      const row = this.rows.get(finding.id) ?? new Row(finding, this.doer)
      this.rows.set(finding.id, row)
      row.update(finding, this.lineOf(finding))
      row.mark(finding.id === this.currentId)
      return row.element
    })
    const keep = new Set<Element>(wanted)
    for (const element of [...list.children]) if (!keep.has(element)) element.remove()
    wanted.forEach((element, at) => {
      if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null)
    })
    return wanted.length
  }

  private forget(): void {
    const ids = new Set(this.findings.map(({ id }) => id))
    for (const id of [...this.rows.keys()]) if (!ids.has(id)) this.rows.delete(id)
  }
}
