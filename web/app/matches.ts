/** Whether each word typed begins a word of the title. */
export function matches(title: string, typed: string): boolean {
  const words = title.toLowerCase().split(/[\s/·-]+/)
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)))
}
