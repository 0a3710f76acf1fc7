/** Messages that some parsers read as another one than this program does. */
export const AMBIGUOUS: Readonly<Record<string, string>> = {
  'two ids': '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
  'two methods':
    '{"jsonrpc":"2.0","method":"notifications/cancelled","method":"notifications/x","params":{"requestId":1}}',
  'two params': '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1},"params":{}}',
  'two request ids':
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"requestId":9}}',
  'an escaped name':
    '{"jsonrpc":"2.0","method":"notifications/cancelled","\\u006dethod":"notifications/x","params":{"requestId":1}}',
  'a method in capitals': '{"jsonrpc":"2.0","METHOD":"notifications/cancelled","method":"notifications/x"}',
  'an id in capitals': '{"jsonrpc":"2.0","ID":1,"id":2,"method":"ping"}',
  'a request id in lower case':
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9,"requestid":1}}',
  'a token in capitals':
    '{"jsonrpc":"2.0","id":2,"method":"x","params":{"_meta":{"progressToken":9,"ProgressToken":1}}}',
  'one of a batch':
    '[{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1},"Params":{}}]',
}
