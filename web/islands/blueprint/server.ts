/** The request for a review. */
import { ourHeaders } from '../../app/requests.ts'
import { NotChecked } from './checking.ts'

export async function postReview(url: string, text: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...ourHeaders(), Accept: 'application/json' },
    credentials: 'same-origin',
    body: new URLSearchParams({ text }),
    signal,
  })
  if (!response.ok) throw new NotChecked(`Not checked: the server answered ${response.status}`)
  if (response.redirected) throw new NotChecked('Not checked: sign in again')
  return response.json().catch(() => {
    throw new NotChecked('Not checked: the answer could not be read')
  })
}
