import ipaddr from 'ipaddr.js'

/** From where an address can be reached: `public` from everywhere, `loopback` from its own machine only. */
export const addressScope = (address: string): 'public' | 'loopback' | 'private' => {
  if (!ipaddr.isValid(address)) return 'private'
  // An IPv4 address within an IPv6 one is judged as what it is.
  const range = ipaddr.process(address).range()
  return range === 'unicast' ? 'public' : range === 'loopback' ? 'loopback' : 'private'
}
