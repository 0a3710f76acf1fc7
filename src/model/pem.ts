/** RFC 7468 §5.1: the certificates in a text, each from its BEGIN to its END line. */
export const certificateBlocks = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []

export const derOf = (block: string): Buffer =>
  Buffer.from(block.replace(/-----[^-]+-----|\s/g, ''), 'base64')
