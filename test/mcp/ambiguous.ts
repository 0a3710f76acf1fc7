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
  'two cursors': '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"a","cursor":"b"}}',
  'a level in capitals':
    '{"jsonrpc":"2.0","id":1,"method":"logging/setLevel","params":{"level":"a","LEVEL":"b"}}',
  'two references':
    '{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"uri":"a"},"ref":{"uri":"b"}}}',
  'two arguments':
    '{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"argument":1,"argument":2}}',
  'two capabilities':
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{},"capabilities":{"x":1}}}',
  'two names of a client':
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"clientInfo":1,"clientinfo":2}}',
  'two tasks':
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","task":{"ttl":1},"task":{"ttl":2}}}',
  'two subscriptions':
    '{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{},"notifications":{"b":1}}}',
  'two actions of a result': '{"jsonrpc":"2.0","id":1,"result":{"action":"accept","action":"decline"}}',
  'two tokens of a result':
    '{"jsonrpc":"2.0","id":1,"result":{"_meta":{"progressToken":1,"progressToken":2}}}',
  'one of a batch':
    '[{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1},"Params":{}}]',
}
