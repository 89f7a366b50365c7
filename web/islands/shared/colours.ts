/** The page's colours as a canvas can use them, read anew when the theme changes. */

const NAMES = [
  'ink',
  'ink-2',
  'mute',
  'line',
  'line-2',
  'page',
  'surface',
  'sunken',
  'accent',
  'accent-soft',
  'bad',
  'warn',
  'good',
] as const
const KINDS = [
  'build',
  'design',
  'research',
  'test',
  'launch',
  'hire',
  'refactor',
  'data',
  'operate',
  'document',
  'learn',
  'decide',
  'buy',
  'other',
] as const

export type ColourName = (typeof NAMES)[number]
export interface Colours {
  of: Record<ColourName, string>
  kind: (kind: string) => string
}

/**
 * `light-dark()` is resolved only in a property that takes a colour, hence a probe rather than the variable
 * itself.
 */
export function readColours(host: HTMLElement): Colours {
  const probe = document.createElement('span')
  probe.hidden = true
  host.append(probe)
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const of = Object.fromEntries(NAMES.map((name) => [name, read(name)])) as Record<ColourName, string>
  const kinds = new Map<string, string>(KINDS.map((kind) => [kind, read(`kind-${kind}`)]))
  probe.remove()
  const other = kinds.get('other') ?? of.mute
  return { of, kind: (kind) => kinds.get(kind) ?? other }
}

/** The same `rgb()` colour, more transparent. */
export function faded(rgb: string, alpha: number): string {
  const channels = rgb.match(/[\d.]+/g)?.slice(0, 3) ?? ['128', '128', '128']
  return `rgb(${channels.join(' ')} / ${alpha})`
}
