/** A page that shows what a job makes is loaded anew when that job is done. */

/** Whether the page says, in `data-made-by`, that this job makes what it shows. */
export function makes(names: string | null | undefined, detail: unknown): boolean {
  const told = (detail as { name?: unknown } | null)?.name
  return typeof told === 'string' && (names ?? '').split(' ').includes(told)
}

export function startJobs(): void {
  document.addEventListener('job-done', (event) => {
    const shown = document.querySelector<HTMLElement>('[data-made-by]')?.dataset.madeBy
    if (makes(shown, (event as CustomEvent<unknown>).detail)) location.reload()
  })
}
