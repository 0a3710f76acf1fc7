%% A server of Erlang's ssl: escript server.erl PORT OPTIONS, where OPTIONS is a list of terms for ssl:listen/2; {psk, Key}
%% stands for a function that knows the key of every identity.
main([Port, Text]) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Terms} = erl_parse:parse_term(Tokens),
    Options = lists:map(fun({psk, Key}) -> {user_lookup_fun, {fun(psk, _, Known) -> {ok, Known} end, Key}}; (Term) -> Term end, Terms),
    logger:set_primary_config(level, none),
    {ok, _} = application:ensure_all_started(ssl),
    {ok, Listener} = ssl:listen(list_to_integer(Port), [{ip, {127, 0, 0, 1}}, {reuseaddr, true}, {active, false}, {backlog, 64} | Options]),
    accept(Listener).

accept(Listener) ->
    {ok, Socket} = ssl:transport_accept(Listener),
    Answer = spawn(fun() -> receive go -> answer(Socket) end end),
    ssl:controlling_process(Socket, Answer),
    Answer ! go,
    accept(Listener).

answer(Socket) ->
    case ssl:handshake(Socket, 10000) of
        {ok, Connection} ->
            case ssl:recv(Connection, 0, 10000) of
                {ok, _} -> ssl:send(Connection, "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok");
                _ -> ok
            end,
            ssl:close(Connection);
        _ -> ok
    end.
