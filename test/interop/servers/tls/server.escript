%% A TLS server: escript server.escript PORT VERSION (tlsv1.2 or tlsv1.3) NAME: NAME.pem has the chain, NAME.key the key.
main([Port, Version, Name]) ->
    {ok, _} = application:ensure_all_started(ssl),
    logger:set_primary_config(level, none),
    {ok, Listener} = ssl:listen(list_to_integer(Port), [
        {ip, {127, 0, 0, 1}},
        {reuseaddr, true},
        {certfile, Name ++ ".pem"},
        {keyfile, Name ++ ".key"},
        {versions, [list_to_atom(Version)]}
    ]),
    accept(Listener).

accept(Listener) ->
    {ok, Socket} = ssl:transport_accept(Listener),
    Owner = spawn(fun() ->
        receive
            yours -> ssl:handshake(Socket, 5000)
        end
    end),
    ssl:controlling_process(Socket, Owner),
    Owner ! yours,
    accept(Listener).
