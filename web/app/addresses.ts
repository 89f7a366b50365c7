/** Addresses of pages: the product choice travels in them as `?product=KEY`. */

const PRODUCT = 'product'

/** The page beneath `address` that `parts` name; what is asked of `address` is asked of it too. */
export function beneath(address: string, ...parts: string[]): string {
  const [path = '', query = ''] = address.split('?', 2)
  return [path, ...parts.map(encodeURIComponent)].join('/') + (query && `?${query}`)
}

/** A page of the workspace with the product whose key is `product`, unless it names its own. */
export function carried(address: string, product: string): string {
  if (!product || !address.startsWith('/w/')) return address
  const [whole = '', anchor] = address.split('#', 2)
  const [path = '', query = ''] = whole.split('?', 2)
  const asked = new URLSearchParams(query)
  if (!asked.has(PRODUCT)) asked.set(PRODUCT, product)
  return `${path}?${asked}${anchor === undefined ? '' : `#${anchor}`}`
}
