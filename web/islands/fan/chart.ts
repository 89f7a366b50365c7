/** The drawing of a forecast: how often each day came out, and the share done by each day. */
import { BarChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { type EChartsType, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

import { type Day, isoOf, shortDate } from '../shared/calendar.ts'
import { faded, readColours } from '../shared/colours.ts'
import { type Fan, quantile, runningTotal, zoneOf } from './model.ts'

use([BarChart, LineChart, GridComponent, TooltipComponent, MarkLineComponent, AriaComponent, CanvasRenderer])

const FONT = '"Inter Variable", Inter, system-ui, sans-serif'
const MS = 86_400_000

export function drawFan(host: HTMLElement, fan: Fan): EChartsType {
  const chart = init(host, null, { renderer: 'canvas' })
  const { today } = fan
  const paint = (): void => chart.setOption(option(fan, host, today), true)
  paint()
  new ResizeObserver(() => chart.resize()).observe(host)
  document.addEventListener('pilothouse:theme', paint)
  return chart
}

function option(fan: Fan, host: HTMLElement, today: Day): Parameters<EChartsType['setOption']>[0] {
  const { of } = readColours(host)
  const shade = { likely: of.accent, possible: faded(of.accent, 0.5), late: faded(of.accent, 0.22) }
  const mute = { color: of.mute, fontFamily: FONT, fontSize: 11 }
  const percent = (share: number): string => `${Math.floor(share * 100 + 0.5)} %`
  const date = (value: number): string => shortDate(Math.floor(value / MS), today)
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 300,
    textStyle: { fontFamily: FONT },
    aria: { enabled: true },
    grid: { left: 8, right: 8, top: 40, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // the other way writes style attributes, which the content policy forbids
      backgroundColor: of.surface,
      borderColor: of['line-2'],
      textStyle: { color: of.ink, fontFamily: FONT, fontSize: 12 },
      formatter: (found: unknown) => {
        const point = (Array.isArray(found) ? found : [found]).at(-1) as
          | { value: [number, number] }
          | undefined
        return point ? `${date(point.value[0])}\nDone by then: ${percent(point.value[1])}` : ''
      },
    },
    xAxis: {
      type: 'time',
      minInterval: MS,
      axisLabel: { ...mute, formatter: date, hideOverlap: true },
      axisLine: { lineStyle: { color: of['line-2'] } },
      axisTick: { show: false },
      splitLine: { show: false },
    },
    yAxis: [
      { type: 'value', show: false },
      {
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.25,
        axisLabel: { ...mute, formatter: percent },
        splitLine: { lineStyle: { color: of.line } },
      },
    ],
    series: [
      {
        type: 'bar',
        name: 'How often',
        barCategoryGap: '12%',
        data: fan.bins.map(({ day, share }) => ({
          value: [isoOf(day), share],
          itemStyle: { color: shade[zoneOf(fan, day)] },
        })),
        markLine: { silent: true, symbol: 'none', animation: false, data: marks(fan, of) },
      },
      {
        type: 'line',
        name: 'Done by then',
        yAxisIndex: 1,
        showSymbol: false,
        lineStyle: { color: of['ink-2'], width: 1.5 },
        itemStyle: { color: of['ink-2'] },
        data: runningTotal(fan).map(({ day, share }) => [day * MS, share]),
      },
    ],
  }
}

/** Upright lines; labels on two levels, so that near dates do not cover each other. */
function marks(fan: Fan, of: ReturnType<typeof readColours>['of']): object[] {
  const line = (
    day: Day | null,
    text: string,
    colour: string,
    type: 'solid' | 'dashed',
    level: number,
  ): object[] =>
    day === null
      ? []
      : [
          {
            xAxis: isoOf(day),
            lineStyle: { color: colour, type, width: 1.25 },
            label: {
              formatter: text,
              color: colour,
              fontFamily: FONT,
              fontSize: 11,
              fontWeight: 600,
              position: 'end',
              distance: 4 + level * 14,
            },
          },
        ]
  return [
    ...line(quantile(fan, 0.5), 'p50', of.ink, 'dashed', 0),
    ...line(quantile(fan, 0.85), 'p85', of.ink, 'dashed', 0),
    ...line(fan.deadline, 'Target', of.bad, 'solid', 1),
    ...line(fan.today, 'Today', of.accent, 'solid', 1),
  ]
}
