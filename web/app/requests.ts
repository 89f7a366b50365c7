/**
 * htmx without eval, and the two headers that every request of ours carries. Settings are in
 * `meta[name=htmx-config]`.
 */
import htmx from 'htmx.org'

import { meta } from './dom.ts'
import { toast } from './toasts.ts'

/** CSRF token and workspace; safe only for our own origin, which htmx's `selfRequestsOnly` holds to. */
export function ourHeaders(): Record<string, string> {
  const headers: Record<string, string> = { 'X-CSRFToken': meta('csrf-token') }
  const workspace = meta('workspace')
  if (workspace) headers['X-Workspace'] = workspace
  return headers
}

/** GET of JSON or text from our own server; raises an error with a sentence for people. */
export async function ask(
  url: string,
  accept: 'application/json' | 'text/html',
  signal?: AbortSignal,
): Promise<Response> {
  const headers = {
    ...ourHeaders(),
    Accept: accept,
    ...(accept === 'text/html' ? { 'HX-Request': 'true' } : {}),
  }
  let response: Response
  try {
    response = await fetch(url, { headers, credentials: 'same-origin', signal: signal ?? null })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Error('No answer from the server. Check the connection and try again.')
  }
  if (response.ok) return response
  const problem: unknown = await response.json().catch(() => null)
  const told = problem as { detail?: unknown; cure?: unknown } | null
  const parts = [told?.detail, told?.cure].filter(
    (part): part is string => typeof part === 'string' && part !== '',
  )
  throw new Error(parts.join(' ') || `The server answered ${response.status}. Try again.`)
}

document.addEventListener('htmx:configRequest', (event) => {
  Object.assign((event as CustomEvent<{ headers: Record<string, string> }>).detail.headers, ourHeaders())
})

document.addEventListener('htmx:responseError', (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail
  if (xhr.getResponseHeader('HX-Trigger')) return
  toast({ level: 'error', message: `The server answered ${xhr.status}; nothing was changed. Try again.` })
})

document.addEventListener('htmx:sendError', () => {
  toast({ level: 'error', message: 'No answer from the server. Check the connection and try again.' })
})

/** Let htmx find `hx-*` in markup that an island put into the page. */
export function enliven(element: HTMLElement): void {
  htmx.process(element)
}
