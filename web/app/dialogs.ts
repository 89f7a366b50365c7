/**
 * `data-dialog` on a link: the page that it leads to asks something in a part with `role="dialog"`, which is
 * shown over the present page. What it sends goes where that page would send it; Cancel and Escape close it.
 */
import { closest, make } from './dom.ts'
import { ask } from './requests.ts'

export function startDialogs(): void {
  document.addEventListener('click', (event) => {
    const link = closest<HTMLAnchorElement>(event, 'a[data-dialog]')
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void show(link.href).catch(() => location.assign(link.href))
  })
}

async function show(url: string): Promise<void> {
  const response = await ask(url, 'text/html')
  const answer = new DOMParser().parseFromString(await response.text(), 'text/html')
  const part = answer.querySelector('main [role="dialog"]')
  if (!part) throw new Error('The page asks nothing.')
  for (const form of part.querySelectorAll('form')) {
    if (!form.hasAttribute('action')) form.setAttribute('action', url)
  }
  const title = answer.querySelector('h1')?.textContent?.trim() ?? ''
  const content = [...part.childNodes].map((node) => document.adoptNode(node))
  const dialog = make('dialog', { class: 'dialog', 'aria-labelledby': 'dialog-title' })
  dialog.append(make('h2', { id: 'dialog-title' }, title), ...content)
  dialog.addEventListener('click', (event) => {
    if (!closest(event, '[data-close]')) return
    event.preventDefault()
    dialog.close()
  })
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  dialog.querySelector<HTMLElement>('[data-close]')?.focus()
}
