/** What an answer to a change in place tells, read from its `HX-Trigger` header. */

export interface Told {
  text: string
  version?: number
  /** Address that takes the act back when posted to. */
  undo?: string
}

export function triggered(header: string | null): Told | null {
  if (!header) return null
  let value: unknown
  try {
    value = JSON.parse(header)
  } catch {
    return null
  }
  const found = value as { edited?: unknown; added?: unknown; toast?: unknown } | null
  const told = (found?.edited ?? found?.added ?? found?.toast) as Record<string, unknown> | undefined
  const text = told?.text
  if (!told || typeof text !== 'string' || text === '') return null
  const result: Told = { text }
  if (typeof told.version === 'number') result.version = told.version
  if (typeof told.undo === 'string' && told.undo !== '') result.undo = told.undo
  return result
}
