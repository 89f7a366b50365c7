/** What can be done about a finding; the same in the list and in the tooltip. */
import { make } from '../../app/dom.ts'
import { askAddress, type Finding, fixLabel } from './model.ts'

export interface Doer {
  readonly askUrl: string
  /** Where the manual of a rule lies: an address that a code is put behind. */
  readonly rulesUrl: string
  readonly readOnly: boolean
  replace(id: string): void
  /** Open the form that asks for the reason. */
  askReason(id: string): void
}

export function actionsOf(finding: Finding, doer: Doer): HTMLElement {
  const parts: HTMLElement[] = []
  if (!doer.readOnly && finding.fix) parts.push(fixButton(finding.fix.text, () => doer.replace(finding.id)))
  if (!doer.readOnly && !finding.aboutPlan)
    parts.push(button('Ignore with a reason', () => doer.askReason(finding.id)))
  if (doer.askUrl) parts.push(link('Ask', askAddress(doer.askUrl, finding)))
  parts.push(link('Why', `${doer.rulesUrl}/${finding.code}`))
  return make('div', { class: 'bp-actions' }, ...parts)
}

/** The label may be cut; the title is whole. */
function fixButton(text: string, act: () => void): HTMLElement {
  const element = button(fixLabel(text), act)
  element.className = 'bp-fix'
  if (text.trim()) element.title = text
  return element
}

function button(label: string, act: () => void): HTMLElement {
  const element = make('button', { type: 'button' }, label)
  element.addEventListener('click', act)
  return element
}

/** In a tab of its own: the text here may not be saved yet. */
function link(label: string, href: string): HTMLElement {
  return make(
    'a',
    { href, target: '_blank', rel: 'noopener' },
    label,
    make('span', { class: 'visually-hidden' }, ' (opens in a new tab)'),
  )
}
