/** When to ask for a review, and which answers still count. */

export const PAUSE_MS = 350

/** What went wrong, as words for the line below the counts. */
export class NotChecked extends Error {}

interface Told<Answer> {
  /** Ask the server; raises `NotChecked` with words for people. */
  post(text: string, signal: AbortSignal): Promise<Answer>
  answered(answer: Answer, text: string): void
  failed(message: string): void
}

export class Checker<Answer> {
  private turn = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: AbortController | undefined

  constructor(
    private readonly text: () => string,
    private readonly told: Told<Answer>,
    private readonly pause = PAUSE_MS,
  ) {}

  /** The text changed: answers on their way are about an older one. */
  changed(): void {
    this.turn += 1
    this.running?.abort()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.check(), this.pause)
  }

  async check(): Promise<void> {
    clearTimeout(this.timer)
    this.running?.abort()
    this.turn += 1
    const turn = this.turn
    const running = new AbortController()
    this.running = running
    const text = this.text()
    try {
      const answer = await this.told.post(text, running.signal)
      if (turn === this.turn) this.told.answered(answer, text)
    } catch (error) {
      if (turn !== this.turn) return
      this.told.failed(error instanceof NotChecked ? error.message : 'Not checked: no connection')
    }
  }
}
