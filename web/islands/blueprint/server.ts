/** The request for a review. */
import { ourHeaders } from '../../app/requests.ts'
import type { Reviewed } from '../shared/api.ts'
import { NotChecked } from './checking.ts'

export async function postReview(
  url: string,
  text: string,
  most: number,
  signal: AbortSignal,
): Promise<Reviewed> {
  if (text.length > most) throw new NotChecked('Not checked: so long a text is reviewed once it is saved')
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...ourHeaders(), Accept: 'application/json', 'Content-Type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify({ text }),
    signal,
  })
  if (!response.ok) throw new NotChecked(`Not checked: the server answered ${response.status}`)
  if (response.redirected) throw new NotChecked('Not checked: sign in again')
  return response.json().catch(() => {
    throw new NotChecked('Not checked: the answer could not be read')
  })
}
