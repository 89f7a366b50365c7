/** `data-preview="id"` on a button shows the Markdown of that field as it will read, and hides it again. */
import { closest, meta } from './dom.ts'
import { ourHeaders } from './requests.ts'

export function startPreviews(): void {
  document.addEventListener('click', (event) => {
    const button = closest<HTMLButtonElement>(event, '[data-preview]')
    if (button) void toggle(button)
  })
}

async function toggle(button: HTMLButtonElement): Promise<void> {
  const id = button.dataset.preview ?? ''
  const area = document.getElementById(id)
  const shown = document.getElementById(`${id}-preview`)
  if (!(area instanceof HTMLTextAreaElement) || !shown) return
  const opens = shown.hidden
  if (opens) {
    const page = new DOMParser().parseFromString(await rendered(area.value), 'text/html')
    shown.replaceChildren(...page.body.childNodes)
  }
  shown.hidden = !opens
  area.hidden = opens
  button.setAttribute('aria-expanded', String(opens))
  button.textContent = opens ? 'Write' : 'Preview'
  if (!opens) area.focus()
}

/** What the server makes of Markdown; it lets no script, style or frame through. */
async function rendered(text: string): Promise<string> {
  const response = await fetch(`/w/${meta('workspace')}/kit/preview`, {
    method: 'POST',
    headers: { ...ourHeaders(), 'HX-Request': 'true' },
    body: new URLSearchParams({ text }),
    credentials: 'same-origin',
  }).catch(() => null)
  return response?.ok ? response.text() : '<p>The preview could not be made. Try again.</p>'
}
