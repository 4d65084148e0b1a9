
use builtin;
use str;

set edit:completion:arg-completer[jwt] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'jwt'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'jwt'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand -V 'Print version'
            cand --version 'Print version'
            cand gen-secret 'Make a random secret'
            cand gen-key 'Make a key for an algorithm'
            cand sign 'Sign claims into a token'
            cand verify 'Verify a token and print its payload'
            cand decode 'Show what a token says, without verifying it'
            cand key 'Tell what a key file holds, and convert it'
            cand completions 'Print a completion script for a shell'
            cand man 'Print a manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jwt;gen-secret'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --bytes 'How many random bytes, 1 to 4096'
            cand --encoding 'How the bytes are written'
            cand -o 'Write to a new file that only you may read'
            cand --output 'Write to a new file that only you may read'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --jwk 'Write a JWK, whose `k` is the bytes themselves'
            cand --force 'Replace the file where it exists'
        }
        &'jwt;gen-key'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --bits 'The size of an RSA key (default: 2048)'
            cand --kid 'The kid of the JWK (default: thumbprint)'
            cand --use 'What the key is for'
            cand --to 'How the key is written'
            cand -o 'Write to a new file that only you may read'
            cand --output 'Write to a new file that only you may read'
            cand --public-out 'Write the public half to a new file that everybody may read'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --force 'Replace files that exist'
        }
        &'jwt;sign'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --secret 'The secret itself; everyone on this machine can see it in `ps`'
            cand --secret-file 'A file with a secret, or - (repeatable)'
            cand --secret-encoding 'utf8 (default), hex, base64 or base64url'
            cand --key 'A key file in any form, or - (repeatable)'
            cand --passphrase-file 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)'
            cand --claim 'Adds a claim; NAME:=JSON adds JSON (repeatable)'
            cand --iss 'Sets iss, the issuer'
            cand --sub 'Sets sub, the subject'
            cand --aud 'Sets aud, the audience (repeatable: makes a list)'
            cand --jti 'Sets jti, the token''s own identifier'
            cand --expires-in 'Sets exp, counted from iat: 15m, 1h30m, 2 days'
            cand --expires-at 'Sets exp: RFC 3339, a date, +15m, seconds since 1970'
            cand --not-before 'Sets nbf, counted from iat; with --replace, from now'
            cand --issued-at 'Sets iat: RFC 3339, a date, -60s, seconds'
            cand --at 'The moment of signing: RFC 3339, a date, -60s, seconds (default: now)'
            cand --alg 'Algorithm (default: what the key is for)'
            cand --kid 'Chooses a key by its name, which goes into the header'
            cand --header 'Adds a header parameter; NAME:=JSON adds JSON (repeatable)'
            cand --input 'Read the lines of this file, or - (repeatable)'
            cand --jobs 'How many threads work (default: one for each core)'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --no-iat 'Leave out iat'
            cand --replace 'Let flags replace claims that CLAIMS have already'
            cand --jws 'Sign the bytes of CLAIMS unchanged; they need not be JSON'
            cand --allow-unsigned 'Permit --alg none, to test that a server refuses such tokens'
            cand --lines 'Read many tokens (sign: claims), one on each line'
        }
        &'jwt;verify'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --secret 'The secret itself; everyone on this machine can see it in `ps`'
            cand --secret-file 'A file with a secret, or - (repeatable)'
            cand --secret-encoding 'utf8 (default), hex, base64 or base64url'
            cand --key 'A key file in any form, or - (repeatable)'
            cand --passphrase-file 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)'
            cand --jwks 'A provider''s JWK set: https://…, http:// on this machine, or a file'
            cand --discover 'An issuer, whose metadata says where its keys are; verify demands it as iss'
            cand --ca-file 'Certificates (PEM) to trust in place of the system''s'
            cand --timeout 'How long an answer may take (default: 10s)'
            cand --alg 'Permit this algorithm only (repeatable)'
            cand --iss 'iss has to be this (repeatable: any)'
            cand --aud 'aud has to be or hold this (repeatable: any)'
            cand --sub 'sub has to be this'
            cand --typ 'The header''s typ has to be this, such as at+jwt'
            cand --claim 'A claim has to be this; NAME:=JSON (repeatable)'
            cand --contains 'A list or scope has to hold this (repeatable)'
            cand --require 'A claim has to be there (repeatable)'
            cand --leeway 'How far the issuer''s clock may differ (default: 0)'
            cand --max-age 'How long ago iat may be'
            cand --at 'Check as of RFC 3339, a date, -60s, seconds'
            cand --get 'A claim, or a JSON Pointer (repeatable; --iso: as a date)'
            cand --input 'Read the lines of this file, or - (repeatable)'
            cand --jobs 'How many threads work (default: one for each core)'
            cand --only 'Print only the lines that are accepted, or rejected'
            cand --print 'Print this of each line (default: the payload; the token with --only rejected)'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --offline 'Fetch nothing, and use what is in the cache however old it is'
            cand --refresh 'Ask the provider even where the cache has a fresh copy'
            cand --no-cache 'Neither read nor write the cache'
            cand --strict 'Reject a token whose audience --aud does not name'
            cand --ignore-exp 'Leave exp unchecked, to look into an expired token'
            cand --ignore-nbf 'Leave nbf unchecked, to look into a token that is not valid yet'
            cand --jws 'Check the signature alone, of any payload'
            cand --allow-weak-key 'Let a JWK''s secret be shorter than the hash, and RSA of 1024 bits verify RS256 and RS512'
            cand --allow-padding 'Take base64url with its padding, as AWS ALB writes tokens'
            cand --json 'The whole report as one line of JSON'
            cand --pretty 'The picture, also in a pipe'
            cand --full 'The picture, with the token''s whole text instead of three rows of it'
            cand --header 'The header as one line of JSON'
            cand --iso 'Print what --get asks for as RFC 3339'
            cand --explain 'Tell every step and its outcome on standard error'
            cand --lines 'Read many tokens (sign: claims), one on each line'
            cand --find 'Find every token in lines that may hold anything, such as a log'
        }
        &'jwt;decode'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --at 'The moment that "ago" and --check-times count from: RFC 3339, a date, -60s, seconds since 1970 (default: now)'
            cand --input 'Read the lines of this file, or - (repeatable)'
            cand --jobs 'How many threads work (default: one for each core)'
            cand --only 'Print only the lines that are accepted, or rejected'
            cand --print 'Print this of each line (default: the payload; the token with --only rejected)'
            cand --get 'A claim, or a JSON Pointer (repeatable; --iso: as a date)'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --check-times 'End with 6 before nbf, and with 7 from exp on (no signature is checked)'
            cand --lines 'Read many tokens (sign: claims), one on each line'
            cand --find 'Find every token in lines that may hold anything, such as a log'
            cand --json 'The whole report as one line of JSON'
            cand --pretty 'The picture, also in a pipe'
            cand --full 'The picture, with the token''s whole text instead of three rows of it'
            cand --header 'The header as one line of JSON'
            cand --iso 'Print what --get asks for as RFC 3339'
        }
        &'jwt;key'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --to 'Write the key, private where it is; in a JWK, keys without a kid get their thumbprint as one'
            cand --kid 'The kid of the JWK that is written; `thumbprint` gives each key its own'
            cand --use 'What the keys that are written are for'
            cand --alg 'The one algorithm that the keys that are written are for'
            cand --hash 'The hash of the thumbprint (default: sha-256)'
            cand -o 'Write to a new file, which only you may read unless all it holds is public'
            cand --output 'Write to a new file, which only you may read unless all it holds is public'
            cand --passphrase-file 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)'
            cand --jwks 'A provider''s JWK set: https://…, http:// on this machine, or a file'
            cand --discover 'An issuer, whose metadata says where its keys are; verify demands it as iss'
            cand --ca-file 'Certificates (PEM) to trust in place of the system''s'
            cand --timeout 'How long an answer may take (default: 10s)'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --public 'Take the public half alone; written as a JWK unless --to says otherwise'
            cand --thumbprint 'Print the thumbprint (RFC 7638) of each key'
            cand --uri 'The thumbprint as a URI (RFC 9278)'
            cand --json 'What the files hold as one line of JSON'
            cand --force 'Replace the file where it exists'
            cand --offline 'Fetch nothing, and use what is in the cache however old it is'
            cand --refresh 'Ask the provider even where the cache has a fresh copy'
            cand --no-cache 'Neither read nor write the cache'
        }
        &'jwt;completions'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
        }
        &'jwt;man'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand -h 'Print help; --help prints all of it'
            cand --help 'Print help; --help prints all of it'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
        }
        &'jwt;help'= {
            cand gen-secret 'Make a random secret'
            cand gen-key 'Make a key for an algorithm'
            cand sign 'Sign claims into a token'
            cand verify 'Verify a token and print its payload'
            cand decode 'Show what a token says, without verifying it'
            cand key 'Tell what a key file holds, and convert it'
            cand completions 'Print a completion script for a shell'
            cand man 'Print a manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jwt;help;gen-secret'= {
        }
        &'jwt;help;gen-key'= {
        }
        &'jwt;help;sign'= {
        }
        &'jwt;help;verify'= {
        }
        &'jwt;help;decode'= {
        }
        &'jwt;help;key'= {
        }
        &'jwt;help;completions'= {
        }
        &'jwt;help;man'= {
        }
        &'jwt;help;help'= {
        }
    ]
    $completions[$command]
}
