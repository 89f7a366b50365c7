/** What is the matter with the cell under the cursor, beneath it. */
import { make } from '../../app/dom.ts'
import type { State } from './states.ts'

export interface NoteActs {
  edit(): void
  mine(): void
  theirs(): void
}

export class Note {
  readonly element = make('div', { class: 'tb-note', role: 'alert', hidden: true })
  private shown: State | undefined

  constructor(private readonly acts: NoteActs) {}

  show(state: State | undefined, cell: HTMLElement | null, host: HTMLElement): void {
    const told = state && state.kind !== 'busy' && cell ? state : undefined
    this.element.hidden = !told
    if (told !== this.shown) this.element.replaceChildren(...(told ? this.words(told) : []))
    this.shown = told
    if (!told || !cell) return
    const box = cell.getBoundingClientRect()
    const frame = host.getBoundingClientRect()
    const left = Math.max(4, Math.min(box.left - frame.left, frame.width - this.element.offsetWidth - 8))
    const below = box.bottom - frame.top + 2
    const fits = below + this.element.offsetHeight < frame.height
    this.element.style.left = `${left}px`
    this.element.style.top = `${fits ? below : box.top - frame.top - this.element.offsetHeight - 2}px`
  }

  private words(state: State): HTMLElement[] {
    if (state.kind === 'stale')
      return [
        make(
          'p',
          {},
          'Someone changed this to ',
          make('strong', {}, state.theirs || 'nothing'),
          '. You typed ',
          make('strong', {}, state.text || 'nothing'),
          '.',
        ),
        this.buttons(['Keep mine', this.acts.mine], ['Take theirs', this.acts.theirs]),
      ]
    return [
      make('p', {}, state.kind === 'refused' ? state.message : ''),
      this.buttons(['Edit', this.acts.edit], ['Leave as it was', this.acts.theirs]),
    ]
  }

  private buttons(...acts: [string, () => void][]): HTMLElement {
    const made = acts.map(([label, act]) => {
      const button = make('button', { type: 'button', class: 'btn btn-sm' }, label)
      button.addEventListener('click', act)
      return button
    })
    return make('div', { class: 'tb-note-acts' }, ...made)
  }
}
