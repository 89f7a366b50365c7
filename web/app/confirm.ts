/**
 * `data-confirm="Delete 3 items?"` on a button, link or form asks first; `data-confirm-verb` names the act.
 */
import { closest, make } from './dom.ts'

/** True when the person agrees. Cancel has the focus, so that Enter by habit destroys nothing. */
export function agree(question: string, verb = 'Continue', danger = true): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = make('button', { type: 'submit', value: '', class: 'btn', autofocus: true }, 'Cancel')
    const go = make(
      'button',
      { type: 'submit', value: 'yes', class: danger ? 'btn btn-danger' : 'btn btn-primary' },
      verb,
    )
    const form = make(
      'form',
      { method: 'dialog' },
      make('p', { id: 'confirm-text' }, question),
      make('div', { class: 'row-end' }, cancel, go),
    )
    const dialog = make('dialog', { class: 'dialog', 'aria-labelledby': 'confirm-text' }, form)
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes')
      dialog.remove()
    })
    document.body.append(dialog)
    dialog.showModal()
  })
}

const agreed = new WeakSet<Element>()

export function startConfirmations(): void {
  const guard = (event: Event): void => {
    const element = closest(
      event,
      event.type === 'submit' ? 'form[data-confirm]' : ':is(a, button)[data-confirm]',
    )
    if (!element) return
    if (agreed.delete(element)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const submitter = event instanceof SubmitEvent ? event.submitter : null
    void agree(element.dataset.confirm ?? 'Continue?', element.dataset.confirmVerb).then((yes) => {
      if (!yes) return
      agreed.add(element)
      if (element instanceof HTMLFormElement) element.requestSubmit(submitter)
      else element.click()
    })
  }
  document.addEventListener('click', guard, true)
  document.addEventListener('submit', guard, true)

  document.addEventListener('htmx:confirm', (event) => {
    const { detail } = event as CustomEvent<{ question?: string; issueRequest: (skip: boolean) => void }>
    if (!detail.question) return
    event.preventDefault()
    void agree(detail.question).then((yes) => {
      if (yes) detail.issueRequest(true)
    })
  })
}
