
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'jwt' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'jwt'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'jwt' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('gen-secret', 'gen-secret', [CompletionResultType]::ParameterValue, 'Make a random secret')
            [CompletionResult]::new('gen-key', 'gen-key', [CompletionResultType]::ParameterValue, 'Make a key for an algorithm')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign claims into a token')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify a token and print its payload')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'Show what a token says, without verifying it')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Tell what a key file holds, and convert it')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jwt;gen-secret' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('--bytes', '--bytes', [CompletionResultType]::ParameterName, 'How many random bytes, 1 to 4096')
            [CompletionResult]::new('--encoding', '--encoding', [CompletionResultType]::ParameterName, 'How the bytes are written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to a new file that only you may read')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to a new file that only you may read')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--jwk', '--jwk', [CompletionResultType]::ParameterName, 'Write a JWK, whose `k` is the bytes themselves')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file where it exists')
            break
        }
        'jwt;gen-key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('--bits', '--bits', [CompletionResultType]::ParameterName, 'The size of an RSA key (default: 2048)')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'The kid of the JWK (default: thumbprint)')
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'What the key is for')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'How the key is written')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to a new file that only you may read')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to a new file that only you may read')
            [CompletionResult]::new('--public-out', '--public-out', [CompletionResultType]::ParameterName, 'Write the public half to a new file that everybody may read')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace files that exist')
            break
        }
        'jwt;sign' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The secret itself; everyone on this machine can see it in `ps`')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file with a secret, or - (repeatable)')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'utf8 (default), hex, base64 or base64url')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key file in any form, or - (repeatable)')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)')
            [CompletionResult]::new('--claim', '--claim', [CompletionResultType]::ParameterName, 'Adds a claim; NAME:=JSON adds JSON (repeatable)')
            [CompletionResult]::new('--iss', '--iss', [CompletionResultType]::ParameterName, 'Sets iss, the issuer')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'Sets sub, the subject')
            [CompletionResult]::new('--aud', '--aud', [CompletionResultType]::ParameterName, 'Sets aud, the audience (repeatable: makes a list)')
            [CompletionResult]::new('--jti', '--jti', [CompletionResultType]::ParameterName, 'Sets jti, the token''s own identifier')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'Sets exp, counted from iat: 15m, 1h30m, 2 days')
            [CompletionResult]::new('--expires-at', '--expires-at', [CompletionResultType]::ParameterName, 'Sets exp: RFC 3339, a date, +15m, seconds since 1970')
            [CompletionResult]::new('--not-before', '--not-before', [CompletionResultType]::ParameterName, 'Sets nbf, counted from iat; with --replace, from now')
            [CompletionResult]::new('--issued-at', '--issued-at', [CompletionResultType]::ParameterName, 'Sets iat: RFC 3339, a date, -60s, seconds')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The moment of signing: RFC 3339, a date, -60s, seconds (default: now)')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'Algorithm (default: what the key is for)')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'Chooses a key by its name, which goes into the header')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Adds a header parameter; NAME:=JSON adds JSON (repeatable)')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Read the lines of this file, or - (repeatable)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many threads work (default: one for each core)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--no-iat', '--no-iat', [CompletionResultType]::ParameterName, 'Leave out iat')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Let flags replace claims that CLAIMS have already')
            [CompletionResult]::new('--jws', '--jws', [CompletionResultType]::ParameterName, 'Sign the bytes of CLAIMS unchanged; they need not be JSON')
            [CompletionResult]::new('--allow-unsigned', '--allow-unsigned', [CompletionResultType]::ParameterName, 'Permit --alg none, to test that a server refuses such tokens')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read many tokens (sign: claims), one on each line')
            break
        }
        'jwt;verify' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The secret itself; everyone on this machine can see it in `ps`')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file with a secret, or - (repeatable)')
            [CompletionResult]::new('--secret-encoding', '--secret-encoding', [CompletionResultType]::ParameterName, 'utf8 (default), hex, base64 or base64url')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key file in any form, or - (repeatable)')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)')
            [CompletionResult]::new('--jwks', '--jwks', [CompletionResultType]::ParameterName, 'A provider''s JWK set: https://…, http:// on this machine, or a file')
            [CompletionResult]::new('--discover', '--discover', [CompletionResultType]::ParameterName, 'An issuer, whose metadata says where its keys are; verify demands it as iss')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates (PEM) to trust in place of the system''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an answer may take (default: 10s)')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'Permit this algorithm only (repeatable)')
            [CompletionResult]::new('--iss', '--iss', [CompletionResultType]::ParameterName, 'iss has to be this (repeatable: any)')
            [CompletionResult]::new('--aud', '--aud', [CompletionResultType]::ParameterName, 'aud has to be or hold this (repeatable: any)')
            [CompletionResult]::new('--sub', '--sub', [CompletionResultType]::ParameterName, 'sub has to be this')
            [CompletionResult]::new('--typ', '--typ', [CompletionResultType]::ParameterName, 'The header''s typ has to be this, such as at+jwt')
            [CompletionResult]::new('--claim', '--claim', [CompletionResultType]::ParameterName, 'A claim has to be this; NAME:=JSON (repeatable)')
            [CompletionResult]::new('--contains', '--contains', [CompletionResultType]::ParameterName, 'A list or scope has to hold this (repeatable)')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'A claim has to be there (repeatable)')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'How far the issuer''s clock may differ (default: 0)')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How long ago iat may be')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Check as of RFC 3339, a date, -60s, seconds')
            [CompletionResult]::new('--get', '--get', [CompletionResultType]::ParameterName, 'A claim, or a JSON Pointer (repeatable; --iso: as a date)')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Read the lines of this file, or - (repeatable)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many threads work (default: one for each core)')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only the lines that are accepted, or rejected')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print this of each line (default: the payload; the token with --only rejected)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Fetch nothing, and use what is in the cache however old it is')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask the provider even where the cache has a fresh copy')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Reject a token whose audience --aud does not name')
            [CompletionResult]::new('--ignore-exp', '--ignore-exp', [CompletionResultType]::ParameterName, 'Leave exp unchecked, to look into an expired token')
            [CompletionResult]::new('--ignore-nbf', '--ignore-nbf', [CompletionResultType]::ParameterName, 'Leave nbf unchecked, to look into a token that is not valid yet')
            [CompletionResult]::new('--jws', '--jws', [CompletionResultType]::ParameterName, 'Check the signature alone, of any payload')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Let a JWK''s secret be shorter than the hash, and RSA of 1024 bits verify RS256 and RS512')
            [CompletionResult]::new('--allow-padding', '--allow-padding', [CompletionResultType]::ParameterName, 'Take base64url with its padding, as AWS ALB writes tokens')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The whole report as one line of JSON')
            [CompletionResult]::new('--pretty', '--pretty', [CompletionResultType]::ParameterName, 'The picture, also in a pipe')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'The picture, with the token''s whole text instead of three rows of it')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The header as one line of JSON')
            [CompletionResult]::new('--iso', '--iso', [CompletionResultType]::ParameterName, 'Print what --get asks for as RFC 3339')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Tell every step and its outcome on standard error')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read many tokens (sign: claims), one on each line')
            [CompletionResult]::new('--find', '--find', [CompletionResultType]::ParameterName, 'Find every token in lines that may hold anything, such as a log')
            break
        }
        'jwt;decode' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The moment that "ago" and --check-times count from: RFC 3339, a date, -60s, seconds since 1970 (default: now)')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'Read the lines of this file, or - (repeatable)')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'How many threads work (default: one for each core)')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only the lines that are accepted, or rejected')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print this of each line (default: the payload; the token with --only rejected)')
            [CompletionResult]::new('--get', '--get', [CompletionResultType]::ParameterName, 'A claim, or a JSON Pointer (repeatable; --iso: as a date)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--check-times', '--check-times', [CompletionResultType]::ParameterName, 'End with 6 before nbf, and with 7 from exp on (no signature is checked)')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read many tokens (sign: claims), one on each line')
            [CompletionResult]::new('--find', '--find', [CompletionResultType]::ParameterName, 'Find every token in lines that may hold anything, such as a log')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'The whole report as one line of JSON')
            [CompletionResult]::new('--pretty', '--pretty', [CompletionResultType]::ParameterName, 'The picture, also in a pipe')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'The picture, with the token''s whole text instead of three rows of it')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'The header as one line of JSON')
            [CompletionResult]::new('--iso', '--iso', [CompletionResultType]::ParameterName, 'Print what --get asks for as RFC 3339')
            break
        }
        'jwt;key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Write the key, private where it is; in a JWK, keys without a kid get their thumbprint as one')
            [CompletionResult]::new('--kid', '--kid', [CompletionResultType]::ParameterName, 'The kid of the JWK that is written; `thumbprint` gives each key its own')
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'What the keys that are written are for')
            [CompletionResult]::new('--alg', '--alg', [CompletionResultType]::ParameterName, 'The one algorithm that the keys that are written are for')
            [CompletionResult]::new('--hash', '--hash', [CompletionResultType]::ParameterName, 'The hash of the thumbprint (default: sha-256)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to a new file, which only you may read unless all it holds is public')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to a new file, which only you may read unless all it holds is public')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)')
            [CompletionResult]::new('--jwks', '--jwks', [CompletionResultType]::ParameterName, 'A provider''s JWK set: https://…, http:// on this machine, or a file')
            [CompletionResult]::new('--discover', '--discover', [CompletionResultType]::ParameterName, 'An issuer, whose metadata says where its keys are; verify demands it as iss')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Certificates (PEM) to trust in place of the system''s')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long an answer may take (default: 10s)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--public', '--public', [CompletionResultType]::ParameterName, 'Take the public half alone; written as a JWK unless --to says otherwise')
            [CompletionResult]::new('--thumbprint', '--thumbprint', [CompletionResultType]::ParameterName, 'Print the thumbprint (RFC 7638) of each key')
            [CompletionResult]::new('--uri', '--uri', [CompletionResultType]::ParameterName, 'The thumbprint as a URI (RFC 9278)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'What the files hold as one line of JSON')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file where it exists')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Fetch nothing, and use what is in the cache however old it is')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask the provider even where the cache has a fresh copy')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            break
        }
        'jwt;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            break
        }
        'jwt;man' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help; --help prints all of it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out warnings, advice and summaries; verify prints no payload either')
            break
        }
        'jwt;help' {
            [CompletionResult]::new('gen-secret', 'gen-secret', [CompletionResultType]::ParameterValue, 'Make a random secret')
            [CompletionResult]::new('gen-key', 'gen-key', [CompletionResultType]::ParameterValue, 'Make a key for an algorithm')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Sign claims into a token')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify a token and print its payload')
            [CompletionResult]::new('decode', 'decode', [CompletionResultType]::ParameterValue, 'Show what a token says, without verifying it')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Tell what a key file holds, and convert it')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'jwt;help;gen-secret' {
            break
        }
        'jwt;help;gen-key' {
            break
        }
        'jwt;help;sign' {
            break
        }
        'jwt;help;verify' {
            break
        }
        'jwt;help;decode' {
            break
        }
        'jwt;help;key' {
            break
        }
        'jwt;help;completions' {
            break
        }
        'jwt;help;man' {
            break
        }
        'jwt;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
