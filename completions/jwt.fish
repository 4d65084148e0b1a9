# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_jwt_global_optspecs
    string join \n color= h/help q/quiet V/version
end

function __fish_jwt_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_jwt_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_jwt_using_subcommand
    set -l cmd (__fish_jwt_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c jwt -n "__fish_jwt_needs_command" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_needs_command" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_needs_command" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_needs_command" -s V -l version -d 'Print version'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "gen-secret" -d 'Make a random secret'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "gen-key" -d 'Make a key for an algorithm'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "sign" -d 'Sign claims into a token'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "verify" -d 'Verify a token and print its payload'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "decode" -d 'Show what a token says, without verifying it'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "key" -d 'Tell what a key file holds, and convert it'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "completions" -d 'Print a completion script for a shell'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "man" -d 'Print a manual page'
complete -c jwt -n "__fish_jwt_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -l bytes -d 'How many random bytes, 1 to 4096' -r
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -l encoding -d 'How the bytes are written' -r -f -a "hex\t'Hex digits'
base64\t'Base64 with padding'
base64url\t'Base64url without padding'"
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -s o -l output -d 'Write to a new file that only you may read' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -l jwk -d 'Write a JWK, whose `k` is the bytes themselves'
complete -c jwt -n "__fish_jwt_using_subcommand gen-secret" -l force -d 'Replace the file where it exists'
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -l bits -d 'The size of an RSA key (default: 2048)' -r -f -a "2048\t''
3072\t''
4096\t''
8192\t''"
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -l kid -d 'The kid of the JWK (default: thumbprint)' -r
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -l use -d 'What the key is for' -r -f -a "sig\t'Signatures'
enc\t'Encryption'"
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -l to -d 'How the key is written' -r -f -a "jwk\t'JSON Web Key'
pem\t'PEM: PKCS#8, or SPKI for a public key'
der\t'DER of the same'"
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -s o -l output -d 'Write to a new file that only you may read' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -l public-out -d 'Write the public half to a new file that everybody may read' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand gen-key" -l force -d 'Replace files that exist'
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l secret -d 'The secret itself; everyone on this machine can see it in `ps`' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l secret-file -d 'A file with a secret, or - (repeatable)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l secret-encoding -d 'utf8 (default), hex, base64 or base64url' -r -f -a "utf8\t'The text\'s own bytes'
hex\t'Hex digits'
base64\t'Base64'
base64url\t'Base64url'"
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l key -d 'A key file in any form, or - (repeatable)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l passphrase-file -d 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l claim -d 'Adds a claim; NAME:=JSON adds JSON (repeatable)' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l iss -d 'Sets iss, the issuer' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l sub -d 'Sets sub, the subject' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l aud -d 'Sets aud, the audience (repeatable: makes a list)' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l jti -d 'Sets jti, the token\'s own identifier' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l expires-in -d 'Sets exp, counted from iat: 15m, 1h30m, 2 days' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l expires-at -d 'Sets exp: RFC 3339, a date, +15m, seconds since 1970' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l not-before -d 'Sets nbf, counted from iat; with --replace, from now' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l issued-at -d 'Sets iat: RFC 3339, a date, -60s, seconds' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l at -d 'The moment of signing: RFC 3339, a date, -60s, seconds (default: now)' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l alg -d 'Algorithm (default: what the key is for)' -r -f -a "HS256\t''
HS384\t''
HS512\t''
RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
ES256K\t''
EdDSA\t''
Ed25519\t''
ML-DSA-44\t''
ML-DSA-65\t''
ML-DSA-87\t''
none\t''"
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l kid -d 'Chooses a key by its name, which goes into the header' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l header -d 'Adds a header parameter; NAME:=JSON adds JSON (repeatable)' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l input -d 'Read the lines of this file, or - (repeatable)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l jobs -d 'How many threads work (default: one for each core)' -r
complete -c jwt -n "__fish_jwt_using_subcommand sign" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand sign" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l no-iat -d 'Leave out iat'
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l replace -d 'Let flags replace claims that CLAIMS have already'
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l jws -d 'Sign the bytes of CLAIMS unchanged; they need not be JSON'
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l allow-unsigned -d 'Permit --alg none, to test that a server refuses such tokens'
complete -c jwt -n "__fish_jwt_using_subcommand sign" -l lines -d 'Read many tokens (sign: claims), one on each line'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l secret -d 'The secret itself; everyone on this machine can see it in `ps`' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l secret-file -d 'A file with a secret, or - (repeatable)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l secret-encoding -d 'utf8 (default), hex, base64 or base64url' -r -f -a "utf8\t'The text\'s own bytes'
hex\t'Hex digits'
base64\t'Base64'
base64url\t'Base64url'"
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l key -d 'A key file in any form, or - (repeatable)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l passphrase-file -d 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l jwks -d 'A provider\'s JWK set: https://…, http:// on this machine, or a file' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l discover -d 'An issuer, whose metadata says where its keys are; verify demands it as iss' -r -f
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l ca-file -d 'Certificates (PEM) to trust in place of the system\'s' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l timeout -d 'How long an answer may take (default: 10s)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l alg -d 'Permit this algorithm only (repeatable)' -r -f -a "HS256\t''
HS384\t''
HS512\t''
RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
ES256K\t''
EdDSA\t''
Ed25519\t''
ML-DSA-44\t''
ML-DSA-65\t''
ML-DSA-87\t''"
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l iss -d 'iss has to be this (repeatable: any)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l aud -d 'aud has to be or hold this (repeatable: any)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l sub -d 'sub has to be this' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l typ -d 'The header\'s typ has to be this, such as at+jwt' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l claim -d 'A claim has to be this; NAME:=JSON (repeatable)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l contains -d 'A list or scope has to hold this (repeatable)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l require -d 'A claim has to be there (repeatable)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l leeway -d 'How far the issuer\'s clock may differ (default: 0)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l max-age -d 'How long ago iat may be' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l at -d 'Check as of RFC 3339, a date, -60s, seconds' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l get -d 'A claim, or a JSON Pointer (repeatable; --iso: as a date)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l input -d 'Read the lines of this file, or - (repeatable)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l jobs -d 'How many threads work (default: one for each core)' -r
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l only -d 'Print only the lines that are accepted, or rejected' -r -f -a "accepted\t'Those that are accepted'
rejected\t'Those that are rejected'"
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l print -d 'Print this of each line (default: the payload; the token with --only rejected)' -r -f -a "token\t'The token'
payload\t'The payload'
report\t'The whole report as JSON, as --json does'"
complete -c jwt -n "__fish_jwt_using_subcommand verify" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l offline -d 'Fetch nothing, and use what is in the cache however old it is'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l refresh -d 'Ask the provider even where the cache has a fresh copy'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l no-cache -d 'Neither read nor write the cache'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l strict -d 'Reject a token whose audience --aud does not name'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l ignore-exp -d 'Leave exp unchecked, to look into an expired token'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l ignore-nbf -d 'Leave nbf unchecked, to look into a token that is not valid yet'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l jws -d 'Check the signature alone, of any payload'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l allow-weak-key -d 'Let a JWK\'s secret be shorter than the hash, and RSA of 1024 bits verify RS256 and RS512'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l allow-padding -d 'Take base64url with its padding, as AWS ALB writes tokens'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l json -d 'The whole report as one line of JSON'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l pretty -d 'The picture, also in a pipe'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l full -d 'The picture, with the token\'s whole text instead of three rows of it'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l header -d 'The header as one line of JSON'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l iso -d 'Print what --get asks for as RFC 3339'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l explain -d 'Tell every step and its outcome on standard error'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l lines -d 'Read many tokens (sign: claims), one on each line'
complete -c jwt -n "__fish_jwt_using_subcommand verify" -l find -d 'Find every token in lines that may hold anything, such as a log'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l at -d 'The moment that "ago" and --check-times count from: RFC 3339, a date, -60s, seconds since 1970 (default: now)' -r
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l input -d 'Read the lines of this file, or - (repeatable)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l jobs -d 'How many threads work (default: one for each core)' -r
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l only -d 'Print only the lines that are accepted, or rejected' -r -f -a "accepted\t'Those that are accepted'
rejected\t'Those that are rejected'"
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l print -d 'Print this of each line (default: the payload; the token with --only rejected)' -r -f -a "token\t'The token'
payload\t'The payload'
report\t'The whole report as JSON, as --json does'"
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l get -d 'A claim, or a JSON Pointer (repeatable; --iso: as a date)' -r
complete -c jwt -n "__fish_jwt_using_subcommand decode" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l check-times -d 'End with 6 before nbf, and with 7 from exp on (no signature is checked)'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l lines -d 'Read many tokens (sign: claims), one on each line'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l find -d 'Find every token in lines that may hold anything, such as a log'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l json -d 'The whole report as one line of JSON'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l pretty -d 'The picture, also in a pipe'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l full -d 'The picture, with the token\'s whole text instead of three rows of it'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l header -d 'The header as one line of JSON'
complete -c jwt -n "__fish_jwt_using_subcommand decode" -l iso -d 'Print what --get asks for as RFC 3339'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand key" -l to -d 'Write the key, private where it is; in a JWK, keys without a kid get their thumbprint as one' -r -f -a "jwk\t'JSON Web Key'
jwks\t'JSON Web Key Set'
pem\t'PEM: PKCS#8, or SPKI for a public key'
der\t'DER of the same'
raw\t'The public point of an EC or Ed25519 key, also of a private one, in base64url'"
complete -c jwt -n "__fish_jwt_using_subcommand key" -l kid -d 'The kid of the JWK that is written; `thumbprint` gives each key its own' -r
complete -c jwt -n "__fish_jwt_using_subcommand key" -l use -d 'What the keys that are written are for' -r -f -a "sig\t'Signatures'
enc\t'Encryption'"
complete -c jwt -n "__fish_jwt_using_subcommand key" -l alg -d 'The one algorithm that the keys that are written are for' -r -f -a "HS256\t''
HS384\t''
HS512\t''
RS256\t''
RS384\t''
RS512\t''
PS256\t''
PS384\t''
PS512\t''
ES256\t''
ES384\t''
ES512\t''
ES256K\t''
EdDSA\t''
Ed25519\t''
ML-DSA-44\t''
ML-DSA-65\t''
ML-DSA-87\t''"
complete -c jwt -n "__fish_jwt_using_subcommand key" -l hash -d 'The hash of the thumbprint (default: sha-256)' -r -f -a "sha-256\t''
sha-384\t''
sha-512\t''"
complete -c jwt -n "__fish_jwt_using_subcommand key" -s o -l output -d 'Write to a new file, which only you may read unless all it holds is public' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand key" -l passphrase-file -d 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand key" -l jwks -d 'A provider\'s JWK set: https://…, http:// on this machine, or a file' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand key" -l discover -d 'An issuer, whose metadata says where its keys are; verify demands it as iss' -r -f
complete -c jwt -n "__fish_jwt_using_subcommand key" -l ca-file -d 'Certificates (PEM) to trust in place of the system\'s' -r -F
complete -c jwt -n "__fish_jwt_using_subcommand key" -l timeout -d 'How long an answer may take (default: 10s)' -r
complete -c jwt -n "__fish_jwt_using_subcommand key" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand key" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l public -d 'Take the public half alone; written as a JWK unless --to says otherwise'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l thumbprint -d 'Print the thumbprint (RFC 7638) of each key'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l uri -d 'The thumbprint as a URI (RFC 9278)'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l json -d 'What the files hold as one line of JSON'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l force -d 'Replace the file where it exists'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l offline -d 'Fetch nothing, and use what is in the cache however old it is'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l refresh -d 'Ask the provider even where the cache has a fresh copy'
complete -c jwt -n "__fish_jwt_using_subcommand key" -l no-cache -d 'Neither read nor write the cache'
complete -c jwt -n "__fish_jwt_using_subcommand completions" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand completions" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand completions" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand man" -l color -d 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal' -r -f -a "auto\t'Where the stream is a terminal'
always\t'Always'
never\t'Never'"
complete -c jwt -n "__fish_jwt_using_subcommand man" -s h -l help -d 'Print help; --help prints all of it'
complete -c jwt -n "__fish_jwt_using_subcommand man" -s q -l quiet -d 'Leave out warnings, advice and summaries; verify prints no payload either'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "gen-secret" -d 'Make a random secret'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "gen-key" -d 'Make a key for an algorithm'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "sign" -d 'Sign claims into a token'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "verify" -d 'Verify a token and print its payload'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "decode" -d 'Show what a token says, without verifying it'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "key" -d 'Tell what a key file holds, and convert it'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "man" -d 'Print a manual page'
complete -c jwt -n "__fish_jwt_using_subcommand help; and not __fish_seen_subcommand_from gen-secret gen-key sign verify decode key completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'

# The files after '@'.
function __fish_jwt_at_file
    set -l word (commandline -ct | string unescape)
    string match -q '@*' -- $word; or return
    for file in (__fish_complete_path (string sub -s 2 -- $word))
        echo "@$file"
    end
end
complete -c jwt -n "__fish_jwt_using_subcommand sign" -a "(__fish_jwt_at_file)"
complete -c jwt -n "__fish_jwt_using_subcommand verify" -a "(__fish_jwt_at_file)"
complete -c jwt -n "__fish_jwt_using_subcommand decode" -a "(__fish_jwt_at_file)"
