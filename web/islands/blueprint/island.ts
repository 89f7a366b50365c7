/**
 * Mounts the editor on `<div data-island="blueprint" data-source="ID OF A JSON SCRIPT">` around a textarea.
 */
import { setDiagnostics } from '@codemirror/lint'
import { closeHoverTooltips, EditorView, type ViewUpdate } from '@codemirror/view'

import { make, readJson } from '../../app/dom.ts'
import type { Editor, Reviewed } from '../shared/api.ts'
import './blueprint.css'
import { Checker } from './checking.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { openEditor } from './editor.ts'
import { Field } from './leaving.ts'
import { type Finding, findingAt, type Gate, isAbout, neighbour, type Review, readReview } from './model.ts'
import { Panel } from './panel.ts'
import type { RowDoer } from './row.ts'
import { postReview } from './server.ts'
import { current, held, reviewed } from './state.ts'
import { tooltipOf } from './tooltip.ts'
import { ignoring } from './waiver.ts'

const KEYS =
  'F8=Next finding; Shift F8=Previous finding; Alt Enter=Actions of the finding;' +
  ' Ctrl S=Save; Ctrl F=Find in the text'

class BlueprintIsland implements RowDoer {
  readonly askUrl: string
  readonly rulesUrl: string
  readonly readOnly: boolean
  private readonly field: Field
  private readonly view: EditorView
  private readonly panel: Panel
  private readonly checker: Checker<Reviewed>

  constructor(host: HTMLElement, area: HTMLTextAreaElement, config: Editor) {
    this.askUrl = config.ask_url
    this.rulesUrl = config.rules_url
    this.readOnly = config.read_only
    this.field = new Field(area, config.read_only)
    this.checker = new Checker(() => area.value, {
      post: (text, signal) => postReview(config.review_url, text, config.most, signal),
      answered: (answer, text) => this.answered(answer, text),
      failed: (message) => this.panel.setTrouble(message),
    })
    this.view = openEditor({
      text: area.value,
      readOnly: config.read_only,
      changed: (update) => this.changed(update),
      keys: [
        { key: 'F8', run: () => this.step(1), shift: () => this.step(-1) },
        { key: 'Alt-Enter', run: () => this.toActions() },
      ],
    })
    this.panel = new Panel(this, (finding) => this.lineOf(finding))
    this.panel.element.addEventListener('keydown', (event) => this.panelKey(event))
    const editor = make('div', { class: 'bp-editor' })
    editor.append(this.view.dom)
    host.classList.add('bp')
    host.dataset.keys = KEYS
    host.append(editor, this.panel.element)
    this.begin(config, area)
  }

  /**
   * The page carries the findings of the stored text; a browser may have put other words back into the
   * field.
   */
  private begin(config: Editor, area: HTMLTextAreaElement): void {
    const stored = readReview(config.review, area.value)
    this.show(stored)
    if (this.field.isUnsaved || !isAbout(stored, area.value)) void this.checker.check()
  }

  private answered(answer: Reviewed, text: string): void {
    const review = readReview(answer, text)
    this.panel.setTrouble('')
    this.show(review)
    showGate(review.gate)
  }

  private show(review: Review): void {
    this.view.dispatch({ effects: reviewed.of(review) })
    const marks = diagnosticsOf(review.findings, this.view.state.doc.length, (finding) =>
      tooltipOf(finding, this),
    )
    this.view.dispatch(setDiagnostics(this.view.state, marks))
    this.panel.setFindings(review.findings)
    this.follow()
  }

  private changed(update: ViewUpdate): void {
    if (update.docChanged) {
      this.field.set(update.state.doc.toString())
      this.checker.changed()
    }
    if (update.selectionSet) this.follow()
  }

  /** The list points at the finding under the cursor; of several in one place at the one that was chosen. */
  private follow(): void {
    const { from, to, head } = this.view.state.selection.main
    const chosen = current(this.view.state, this.panel.current)
    if (chosen && chosen.from === from && chosen.to === to) return
    this.panel.setCurrent(findingAt(this.findings, head)?.id ?? '')
  }

  private get findings(): readonly Finding[] {
    return this.view.state.field(held).findings
  }

  private lineOf(finding: Finding): number {
    const { doc } = this.view.state
    return doc.lineAt(Math.min(finding.from, doc.length)).number
  }

  private step(by: 1 | -1): boolean {
    const found = neighbour(
      this.panel.shown(this.findings),
      this.view.state.selection.main,
      this.panel.current,
      by,
    )
    if (found) this.go(found.id)
    return true
  }

  private toActions(): boolean {
    const found = findingAt(this.findings, this.view.state.selection.main.head)
    const id = current(this.view.state, this.panel.current)?.id ?? found?.id
    if (!id) return false
    this.panel.focus(id)
    return true
  }

  private panelKey(event: KeyboardEvent): void {
    if (event.key === 'F8') this.step(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') this.view.focus()
    else return
    event.preventDefault()
  }

  go(id: string): void {
    const found = current(this.view.state, id)
    if (!found || found.aboutPlan) return
    this.panel.setCurrent(id)
    this.view.dispatch({
      selection: { anchor: found.from, head: found.to },
      effects: [
        EditorView.scrollIntoView(found.from, { y: 'nearest', yMargin: 96 }),
        EditorView.announce.of(`${found.severity}, line ${this.lineOf(found)}: ${found.message}`),
      ],
    })
    this.view.focus()
  }

  replace(id: string): void {
    const fix = current(this.view.state, id)?.fix
    if (!fix) {
      this.go(id)
      return
    }
    this.view.dispatch({
      changes: { from: fix.from, to: fix.to, insert: fix.text },
      selection: { anchor: fix.from + fix.text.length },
      effects: closeHoverTooltips,
      scrollIntoView: true,
      userEvent: 'input.fix',
    })
    this.view.focus()
    void this.checker.check()
  }

  askReason(id: string): void {
    this.view.dispatch({ effects: closeHoverTooltips })
    this.panel.askReason(id)
  }

  ignore(id: string, reason: string): void {
    const found = current(this.view.state, id)
    const change = found && ignoring(this.view.state.doc.toString(), found.from, found.code, reason)
    if (!change) return
    this.panel.ignored(id)
    const { from } = found
    this.view.dispatch({ changes: change, userEvent: 'input.ignore' })
    // A cursor, not the words: what is typed next must not replace them.
    this.view.dispatch({ selection: { anchor: from + change.insert.length }, scrollIntoView: true })
    this.view.focus()
    void this.checker.check()
  }
}

function showGate(gate: Gate): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-gate-summary]')) {
    if (element.textContent !== gate.summary) element.textContent = gate.summary
    element.dataset.open = gate.may_finalise ? 'yes' : 'no'
  }
}

for (const host of document.querySelectorAll<HTMLElement>('[data-island="blueprint"]')) {
  const area = host.querySelector('textarea')
  const given = readJson<Editor>(host.dataset.source ?? '')
  if (area && given) new BlueprintIsland(host, area, given)
}
