// Segment's own Node SDK, with nothing changed but its host.
import { Analytics } from '@segment/analytics-node'

const [, , host, writeKey] = process.argv
const failed = []
let sent = 0
const analytics = new Analytics({ writeKey, host })
analytics.on('error', (error) => failed.push(String(error.reason ?? error)))
const done = (error) => (error ? failed.push(String(error)) : (sent += 1))

const userId = 'ann'
analytics.identify({ userId, anonymousId: 'cookie', traits: { plan: 'gold' } }, done)
analytics.track({ userId, event: 'Video Content Started', properties: { content_asset_id: '1' } }, done)
analytics.track({ userId, event: 'Item Rated', properties: { item_id: '3', stars: 5 } }, done)
analytics.track({ userId, event: 'Order Completed', properties: { order_id: 'o', products: [{ product_id: '5', quantity: 2 }, { sku: '6' }] } }, done)
analytics.track({ userId, event: 'Products Searched', properties: { query: 'aliens 🎬' } }, done)
analytics.page({ userId, name: 'Home', properties: { url: '/' } }, done)
analytics.group({ userId, groupId: 'family', traits: { size: 4 } }, done)
analytics.alias({ userId, previousId: 'cookie' }, done)
await analytics.closeAndFlush()
console.log(JSON.stringify({ sent, failed }))
