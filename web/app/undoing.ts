/** Taking an act back at the address that the server gave with it. */
import { triggered } from './editing-answers.ts'
import { replaceList } from './refresh.ts'
import { ourHeaders } from './requests.ts'
import { toast } from './toasts.ts'

const KEPT = 'told-after-reload'

/** Take it back and say so: a list shows its rows anew, any other page is loaded again. */
export async function takeBackBy(url: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...ourHeaders(), 'HX-Request': 'true' },
    credentials: 'same-origin',
  }).catch(() => null)
  const told = triggered(response?.headers.get('HX-Trigger') ?? null)?.text
  if (!response?.ok) {
    toast({
      level: 'error',
      message: told ?? 'That could not be undone: it was changed again since.',
    })
    return
  }
  const message = told ?? 'Undone.'
  if (document.querySelector('[data-list-part]') && !document.querySelector('[data-follow-edits]')) {
    await replaceList()
    toast({ level: 'info', message })
    return
  }
  sessionStorage.setItem(KEPT, message)
  location.reload()
}

/** Say what was taken back before this page was loaded again. */
export function startUndoing(): void {
  const message = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  if (message) toast({ level: 'info', message })
}
