/**
 * The page's form around the editor: its field, saving by key, and the question before unsaved words are
 * lost.
 */

export class Field {
  private leaving = false

  constructor(
    readonly area: HTMLTextAreaElement,
    private readonly readOnly: boolean,
  ) {
    area.hidden = true
    // A hidden field cannot be focused, so a browser could not say what it misses.
    area.required = false
    if (!readOnly) this.listen()
  }

  get isUnsaved(): boolean {
    return this.area.value !== this.area.defaultValue
  }

  set(text: string): void {
    this.area.value = text
    this.area.dispatchEvent(new Event('input', { bubbles: true }))
  }

  save(): void {
    if (!this.readOnly) this.area.form?.requestSubmit()
  }

  private listen(): void {
    addEventListener('beforeunload', (event) => {
      if (this.isUnsaved && !this.leaving) event.preventDefault()
    })
    addEventListener('pageshow', () => {
      this.leaving = false
    })
    document.addEventListener('submit', (event) => {
      if (event.target === this.area.form) this.leaving = !event.defaultPrevented
    })
    document.addEventListener('keydown', (event) => {
      const isSave =
        event.key.toLowerCase() === 's' &&
        (event.ctrlKey || event.metaKey) &&
        !event.shiftKey &&
        !event.altKey
      if (!isSave) return
      event.preventDefault()
      if (!event.repeat) this.save()
    })
  }
}
