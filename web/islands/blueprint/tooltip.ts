/** What is shown over a marked word: severity, code, message, and the same actions as in the list. */
import { make } from '../../app/dom.ts'
import { actionsOf, type Doer } from './actions.ts'
import type { Finding } from './model.ts'

export function tooltipOf(finding: Finding, doer: Doer): HTMLElement {
  const head = make(
    'div',
    { class: 'bp-tip-head' },
    make('span', { class: 'bp-mark', 'aria-hidden': 'true' }),
    make('span', { class: 'visually-hidden' }, finding.severity),
    make('span', { class: 'bp-code' }, finding.code),
  )
  return make(
    'div',
    { class: 'bp-tip', 'data-severity': finding.severity },
    head,
    make('div', { class: 'bp-message' }, finding.message),
    actionsOf(finding, doer),
  )
}
