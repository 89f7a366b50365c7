import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

import { ICONS } from './icons.ts'

const here = import.meta.dirname
const out = resolve(here, '../src/pilothouse/site/static/built')

/**
 * One SVG file of `<symbol>` elements cut from Tabler's outline icons: `<use href="icons-HASH.svg#ti-
 * NAME">`.
 */
function sprite(): Plugin {
  return {
    name: 'sprite',
    apply: 'build',
    buildStart() {
      const symbols = ICONS.map((name) => {
        const svg = readFileSync(
          resolve(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`),
          'utf8',
        )
        const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'))
        return `<symbol id="ti-${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, '')}</symbol>`
      })
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`
      this.emitFile({ type: 'asset', name: 'icons.svg', originalFileName: 'icons.svg', source })
    },
  }
}

export default defineConfig({
  root: here,
  base: './',
  publicDir: false,
  plugins: [sprite()],
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  build: {
    outDir: out,
    emptyOutDir: true,
    manifest: 'manifest.json',
    assetsDir: '',
    assetsInlineLimit: 0,
    target: 'es2022',
    reportCompressedSize: false,
    // The chart library is one chunk, loaded only by pages with a forecast.
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // htmx holds one eval behind `allowEval`, which our pages switch off and the content policy forbids.
      checks: { eval: false, pluginTimings: false },
      input: {
        app: resolve(here, 'app/app.ts'),
        timeline: resolve(here, 'islands/timeline/island.ts'),
        fan: resolve(here, 'islands/fan/island.ts'),
        table: resolve(here, 'islands/table/island.ts'),
        blueprint: resolve(here, 'islands/blueprint/island.ts'),
      },
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
})
