/** The list of a page as the server has it now, put in place of the one that is shown. */
import { ask } from './requests.ts'

const PARTS = '[data-list-part]'

/** Fetch `url` (this page) and swap every part marked `data-list-part` that both have, by its id. */
export async function replaceList(url = location.href): Promise<Document> {
  const response = await ask(url, 'text/html')
  const answer = new DOMParser().parseFromString(await response.text(), 'text/html')
  const focused = document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key
  for (const part of document.querySelectorAll<HTMLElement>(PARTS)) {
    const fresh = answer.getElementById(part.id)
    if (fresh) part.replaceWith(document.adoptNode(fresh))
  }
  if (focused) {
    const row = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)
    row?.querySelector<HTMLElement>('a[href], button')?.focus({ preventScroll: true })
  }
  document.dispatchEvent(new CustomEvent('list-replaced'))
  return answer
}
