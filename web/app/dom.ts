/** Small words for the DOM. Text always goes in as text, never as markup. */

type Attributes = Record<string, string | boolean | undefined>

/** A new element with attributes (true: present, false and undefined: left out) and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '')
    else if (typeof value === 'string') element.setAttribute(name, value)
  }
  element.append(...children)
  return element
}

/** The nearest element at or above an event's target that matches. */
export function closest<T extends HTMLElement = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null
}

/** Whether keys typed now belong to a field rather than to the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
  return target.matches('textarea, select, [role="textbox"], [role="combobox"]')
}

/** The contract that the server left in `<script type="application/json" id=…>`, or null. */
export function readJson<Contract>(id: string): Contract | null {
  const text = document.getElementById(id)?.textContent
  return text ? (JSON.parse(text) as Contract) : null
}

export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? ''
}
