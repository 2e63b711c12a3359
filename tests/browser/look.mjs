// Look at a page in headless Chromium: node look.mjs TOOLS CHROMIUM PAGE SHOTS. Prints one JSON document.
import { createRequire } from 'node:module'
import path from 'node:path'

const [, , tools, chromium, page, shots] = process.argv
const require = createRequire(path.join(tools, 'node_modules', 'x.js'))
const playwright = require('playwright-core')
const axe = require.resolve('axe-core/axe.min.js')
const name = path.basename(page, '.html')

const LOOKS = [
  { width: 1280, scheme: 'light', media: 'screen' },
  { width: 1280, scheme: 'dark', media: 'screen', open: true },
  { width: 400, scheme: 'light', media: 'screen', open: true },
  { width: 400, scheme: 'dark', media: 'screen' },
  { width: 1280, scheme: 'dark', media: 'print' },
]

async function look(browser, { width, scheme, media, open }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: true, offline: true,
  })
  const tab = await context.newPage()
  const requests = []
  const complaints = []
  tab.on('request', (one) => requests.push(one.url()))
  tab.on('pageerror', (one) => complaints.push(one.message))
  tab.on('console', (one) => complaints.push(one.text()))
  await tab.goto(`file://${page}`)
  await tab.emulateMedia({ media, colorScheme: scheme })
  if (open) await tab.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true }))
  await tab.screenshot({ path: path.join(shots, `${name}-${width}-${scheme}-${media}.png`), fullPage: !open })
  await tab.addScriptTag({ path: axe })
  const judged = await tab.evaluate(() => globalThis.axe.run())
  const seen = await tab.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    hidden: [...document.querySelectorAll('details pre')].filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length,
    statements: document.querySelectorAll('details pre').length,
    background: getComputedStyle(document.body).backgroundColor,
  }))
  await context.close()
  const violations = judged.violations.map((one) => `${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 200)}`)
  return { width, scheme, media, open: Boolean(open), requests, complaints, violations, ...seen }
}

async function keys(browser) {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: true })
  await tab.goto(`file://${page}`)
  const at = () => tab.evaluate(() => document.activeElement.textContent.trim().slice(0, 40))
  await tab.keyboard.press('Tab')
  const first = await at()
  await tab.keyboard.press('Enter')
  const target = await tab.evaluate(() => location.hash)
  const closed = 'details.entry:not([open]) > summary'
  const summary = await tab.$(closed)
  let opened = null
  if (summary) {
    await summary.focus()
    await tab.keyboard.press('Enter')
    opened = await summary.evaluate((one) => one.parentElement.open)
  }
  await tab.close()
  return { first, target, opened }
}

async function withoutScripts(browser) {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const tab = await context.newPage()
  await tab.goto(`file://${page}`)
  const headings = await tab.locator('h2').allTextContents()
  const shown = await tab.locator('h2').first().isVisible()
  await context.close()
  return { headings, shown }
}

const browser = await playwright.chromium.launch({ executablePath: chromium, args: ['--no-sandbox'] })
const looks = []
for (const one of LOOKS) looks.push(await look(browser, one))
console.log(JSON.stringify({ looks, keys: await keys(browser), without: await withoutScripts(browser) }))
await browser.close()
