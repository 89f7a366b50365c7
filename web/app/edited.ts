/**
 * A page about one thing follows what is changed of it in place: its other forms stand on the new version,
 * and what the server says of it besides (`data-list-part`) is shown anew.
 */
import { replaceList } from './refresh.ts'

export function startFollowing(): void {
  document.addEventListener('edited', () => {
    const page = document.querySelector<HTMLElement>('[data-follow-edits]')
    const about = page?.dataset.followEdits ?? ''
    if (!about) return
    const shown = document.querySelector<HTMLElement>(
      `[data-editable^="${CSS.escape(about)}/"] [data-version]`,
    )
    const version = shown?.dataset.version
    if (version === undefined) return
    for (const field of document.querySelectorAll<HTMLInputElement>('[data-version-of]')) {
      if (field.dataset.versionOf === about) field.value = version
    }
    void follow()
  })
}

/** The value that has the focus keeps it, where its part of the page is shown anew. */
async function follow(): Promise<void> {
  const focused = document.activeElement?.closest<HTMLElement>('[data-editable]')?.dataset.editable
  await replaceList().catch(() => undefined)
  if (!focused || document.activeElement !== document.body) return
  document.querySelector<HTMLElement>(`[data-editable="${CSS.escape(focused)}"] > a`)?.focus()
}
