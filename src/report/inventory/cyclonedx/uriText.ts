/**
 * A URL as it may stand in a document that wants a URI (RFC 3986 §2): what is no part of one is percent-encoded.
 * Undefined for what is no URL, and for what is longer than anybody's: a part of it would be another address.
 */
export const uriText = (text: string): string | undefined => {
  const url = text.length <= MAX_LENGTH ? URL.parse(text.toWellFormed()) : null
  const encoded = url?.href.replace(NOT_URI, (character) => encodeURIComponent(character))
  return encoded !== undefined && encoded.length <= MAX_LENGTH ? encoded : undefined
}

const MAX_LENGTH = 4000

/** Neither unreserved nor reserved, nor the percent sign that begins an encoded byte. */
const NOT_URI = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]|%(?![\da-f]{2})/giu
