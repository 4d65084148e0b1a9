
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
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand -h 'Print help'
            cand --help 'Print help'
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
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --jwk 'Write a JWK, whose `k` is the bytes themselves'
            cand --force 'Replace the file where it exists'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;gen-key'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --bits 'The size of an RSA key (default: 2048)'
            cand --kid 'The key''s name (default: its thumbprint)'
            cand --format 'How the key is written'
            cand -o 'Write to a new file that only you may read'
            cand --output 'Write to a new file that only you may read'
            cand --public-out 'Write the public half to a new file'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --force 'Replace files that exist'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;sign'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --claim 'Adds a claim, as text or as JSON (repeatable)'
            cand --iss 'Sets iss, the issuer'
            cand --sub 'Sets sub, the subject'
            cand --aud 'Sets aud, the audience (repeatable: makes a list)'
            cand --jti 'Sets jti, the token''s own identifier'
            cand --expires-in 'Sets exp, counted from iat; with --replace, from now; -1h makes an expired token'
            cand --expires-at 'Sets exp: RFC 3339, a date, +15m, seconds since 1970'
            cand --not-before 'Sets nbf, counted from iat; with --replace, from now'
            cand --issued-at 'Sets iat: RFC 3339, a date, -60s, seconds since 1970 (default: the moment of signing)'
            cand --at 'The moment of signing: RFC 3339, a date, -60s, seconds since 1970 (default: now)'
            cand --alg 'Algorithm, or none with --allow-unsigned (default: what the key is for, HS256 for secrets)'
            cand --kid 'The key''s name: chooses among several keys, and goes into the header'
            cand --header 'Adds a header parameter, as text or as JSON (repeatable)'
            cand --input 'Read the lines of this file, or - (repeatable)'
            cand --jobs 'Work on so many threads (default: one for each core)'
            cand --secret 'The secret itself; everyone on this machine can see it in `ps`'
            cand --secret-file 'A file with a secret, or -; one newline at its end is ignored (repeatable)'
            cand --secret-encoding 'What the secret''s text stands for: its own bytes, or what it encodes (default: utf8)'
            cand --key 'A key file, or -: PEM, DER, JWK, JWK set, certificate or OpenSSH (repeatable)'
            cand --passphrase-file 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --no-iat 'Leave out iat'
            cand --replace 'Let flags replace claims that CLAIMS have already'
            cand --jws 'Sign CLAIMS as any bytes, exactly as they are: a JWS that is not a JWT'
            cand --allow-unsigned 'Permit --alg none, to test that a server refuses such tokens'
            cand --lines 'Take one token (for sign, claims) a line, in order, from standard input or --input'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;verify'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --alg 'Permit this algorithm only (repeatable)'
            cand --iss 'iss has to be this (repeatable: any of them)'
            cand --aud 'aud has to be or hold this (repeatable: any of them)'
            cand --sub 'sub has to be this'
            cand --typ 'The header''s typ has to be this, such as at+jwt'
            cand --claim 'A claim has to be this: NAME=TEXT, or NAME:=JSON (repeatable)'
            cand --contains 'A list has to hold this, or a text of words, such as a scope, has to have it (repeatable)'
            cand --require 'A claim has to be there (repeatable)'
            cand --leeway 'How far the issuer''s clock may differ (default: 0)'
            cand --max-age 'How long ago iat may be'
            cand --at 'The moment of checking: RFC 3339, a date, -60s, seconds since 1970 (default: now)'
            cand --input 'Read the lines of this file, or - (repeatable)'
            cand --jobs 'Work on so many threads (default: one for each core)'
            cand --only 'Print only the lines that are accepted, or rejected'
            cand --print 'Print this of each line (default: the payload; the token with --only rejected)'
            cand --get 'A claim, by its name, or by a JSON Pointer such as /address/city (repeatable: a line each)'
            cand --secret 'The secret itself; everyone on this machine can see it in `ps`'
            cand --secret-file 'A file with a secret, or -; one newline at its end is ignored (repeatable)'
            cand --secret-encoding 'What the secret''s text stands for: its own bytes, or what it encodes (default: utf8)'
            cand --key 'A key file, or -: PEM, DER, JWK, JWK set, certificate or OpenSSH (repeatable)'
            cand --passphrase-file 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)'
            cand --jwks 'A provider''s JWK set: https://…, http:// on this machine, or a file'
            cand --discover 'An issuer, whose metadata says where its keys are; verify demands it as iss'
            cand --ca-file 'Certificates (PEM) to trust in place of the system''s'
            cand --timeout 'How long an answer may take (default: 10s)'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --ignore-exp 'Leave exp unchecked, to look into an expired token'
            cand --ignore-nbf 'Leave nbf unchecked, to look into a token that is not valid yet'
            cand --strict 'Reject a token that is for an audience, unless --aud names one (or set JWT_STRICT)'
            cand --jws 'Check the signature alone, no claims, of any payload, and print its exact bytes'
            cand --allow-weak-key 'Let a JWK''s secret be shorter than the hash, and RSA of 1024 bits verify RS256 and RS512'
            cand --explain 'Tell every step and its outcome on standard error'
            cand --lines 'Take one token (for sign, claims) a line, in order, from standard input or --input'
            cand --find 'Find every token in lines that may hold anything, such as a log'
            cand --json 'The whole report as one line of JSON'
            cand --pretty 'The picture, also in a pipe'
            cand --header 'The header as one line of JSON'
            cand --iso 'Print the times that --get asks for as RFC 3339'
            cand --offline 'Fetch nothing, and use what is in the cache however old it is'
            cand --refresh 'Ask the provider even where the cache has a fresh copy'
            cand --no-cache 'Neither read nor write the cache'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;decode'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --at 'The moment that "ago" counts from: RFC 3339, a date, -60s, seconds since 1970 (default: now)'
            cand --input 'Read the lines of this file, or - (repeatable)'
            cand --jobs 'Work on so many threads (default: one for each core)'
            cand --only 'Print only the lines that are accepted, or rejected'
            cand --print 'Print this of each line (default: the payload; the token with --only rejected)'
            cand --get 'A claim, by its name, or by a JSON Pointer such as /address/city (repeatable: a line each)'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --lines 'Take one token (for sign, claims) a line, in order, from standard input or --input'
            cand --find 'Find every token in lines that may hold anything, such as a log'
            cand --json 'The whole report as one line of JSON'
            cand --pretty 'The picture, also in a pipe'
            cand --header 'The header as one line of JSON'
            cand --iso 'Print the times that --get asks for as RFC 3339'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'jwt;key'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --to 'Write the key, private where it is; keys without a kid get their thumbprint as one'
            cand -o 'Write to a new file that only you may read'
            cand --output 'Write to a new file that only you may read'
            cand --passphrase-file 'A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)'
            cand --jwks 'A provider''s JWK set: https://…, http:// on this machine, or a file'
            cand --discover 'An issuer, whose metadata says where its keys are; verify demands it as iss'
            cand --ca-file 'Certificates (PEM) to trust in place of the system''s'
            cand --timeout 'How long an answer may take (default: 10s)'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --public 'Take the public half alone; written as a JWK unless --to says otherwise'
            cand --thumbprint 'Print the SHA-256 thumbprint (RFC 7638) of each key'
            cand --uri 'The thumbprint as a URI (RFC 9278)'
            cand --json 'What the files hold as one line of JSON'
            cand --force 'Replace the file where it exists'
            cand --offline 'Fetch nothing, and use what is in the cache however old it is'
            cand --refresh 'Ask the provider even where the cache has a fresh copy'
            cand --no-cache 'Neither read nor write the cache'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;completions'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;man'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand -q 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand --quiet 'Leave out warnings, advice and summaries; verify prints no payload either'
            cand -h 'Print help'
            cand --help 'Print help'
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
