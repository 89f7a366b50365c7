/** Asks the server for what the timeline draws. */
import { ask } from '../../app/requests.ts'
import { readTimeline, type Timeline } from './model.ts'

export async function read(url: string): Promise<Timeline> {
  return readTimeline(await (await ask(url, 'application/json')).json())
}
