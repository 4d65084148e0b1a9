
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
            cand -q 'Leave out warnings and advice; verify prints no payload either'
            cand --quiet 'Leave out warnings and advice; verify prints no payload either'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand gen-secret 'Make a random secret'
            cand sign 'Sign claims into a token'
            cand verify 'Verify a token and print its payload'
            cand decode 'Show what a token says, without verifying it'
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
            cand -q 'Leave out warnings and advice; verify prints no payload either'
            cand --quiet 'Leave out warnings and advice; verify prints no payload either'
            cand --jwk 'Write a JWK, whose `k` is the bytes themselves'
            cand --force 'Replace the file where it exists'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;sign'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --claim 'A claim: NAME=TEXT, or NAME:=JSON [repeatable]'
            cand --iss 'Issuer'
            cand --sub 'Subject'
            cand --aud 'Audience [repeatable: makes a list]'
            cand --jti 'The token''s own identifier'
            cand --expires-in 'Sets exp, counted from iat; with --replace, from now'
            cand --not-before 'Sets nbf, counted from iat; with --replace, from now'
            cand --at 'The moment of signing: RFC 3339, or seconds since 1970 [default: now]'
            cand --alg 'Algorithm, or none with --allow-unsigned [default: what the key is for, HS256 for secrets]'
            cand --kid 'The key''s name: chooses among several keys, and goes into the header'
            cand --header 'A header parameter: NAME=TEXT, or NAME:=JSON [repeatable]'
            cand --secret 'The secret itself; everyone on this machine can see it in `ps`'
            cand --secret-file 'A file with a secret; one trailing line break is no part of it [repeatable]'
            cand --secret-encoding 'What the secret''s text stands for: its own bytes, or what it encodes [default: utf8]'
            cand --key 'A file with a JWK or a JWK set of secrets (kty oct) [repeatable]'
            cand -q 'Leave out warnings and advice; verify prints no payload either'
            cand --quiet 'Leave out warnings and advice; verify prints no payload either'
            cand --no-iat 'Leave out iat'
            cand --replace 'Let flags replace claims that CLAIMS have already'
            cand --allow-unsigned 'Permit --alg none, to test that a server refuses such tokens'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;verify'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --alg 'Permit this algorithm only [repeatable]'
            cand --iss 'iss has to be this [repeatable: any of them]'
            cand --aud 'aud has to be or hold this [repeatable: any of them]'
            cand --sub 'sub has to be this'
            cand --typ 'The header''s typ has to be this, such as at+jwt'
            cand --claim 'A claim has to be this: NAME=TEXT, or NAME:=JSON [repeatable]'
            cand --require 'A claim has to be there [repeatable]'
            cand --leeway 'How far the issuer''s clock may differ [default: 0]'
            cand --max-age 'How long ago iat may be'
            cand --at 'The moment of checking: RFC 3339, or seconds since 1970 [default: now]'
            cand --get 'One claim, by its name, or by a JSON Pointer such as /address/city'
            cand --secret 'The secret itself; everyone on this machine can see it in `ps`'
            cand --secret-file 'A file with a secret; one trailing line break is no part of it [repeatable]'
            cand --secret-encoding 'What the secret''s text stands for: its own bytes, or what it encodes [default: utf8]'
            cand --key 'A file with a JWK or a JWK set of secrets (kty oct) [repeatable]'
            cand -q 'Leave out warnings and advice; verify prints no payload either'
            cand --quiet 'Leave out warnings and advice; verify prints no payload either'
            cand --ignore-exp 'Leave exp unchecked, to look into an expired token'
            cand --jws 'Accept any payload for its signature alone, and print its exact bytes'
            cand --allow-weak-key 'Let a JWK''s secret be shorter than the hash'
            cand --explain 'Tell every step and its outcome on standard error'
            cand --json 'The whole report as one line of JSON'
            cand --pretty 'The picture, also in a pipe'
            cand --header 'The header as one line of JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;decode'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand --at 'The moment that "ago" counts from: RFC 3339, or seconds since 1970 [default: now]'
            cand --get 'One claim, by its name, or by a JSON Pointer such as /address/city'
            cand -q 'Leave out warnings and advice; verify prints no payload either'
            cand --quiet 'Leave out warnings and advice; verify prints no payload either'
            cand --json 'The whole report as one line of JSON'
            cand --pretty 'The picture, also in a pipe'
            cand --header 'The header as one line of JSON'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'jwt;completions'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand -q 'Leave out warnings and advice; verify prints no payload either'
            cand --quiet 'Leave out warnings and advice; verify prints no payload either'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'jwt;man'= {
            cand --color 'Colour the output: always, never, or auto, which asks NO_COLOR and the terminal'
            cand -q 'Leave out warnings and advice; verify prints no payload either'
            cand --quiet 'Leave out warnings and advice; verify prints no payload either'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'jwt;help'= {
            cand gen-secret 'Make a random secret'
            cand sign 'Sign claims into a token'
            cand verify 'Verify a token and print its payload'
            cand decode 'Show what a token says, without verifying it'
            cand completions 'Print a completion script for a shell'
            cand man 'Print a manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'jwt;help;gen-secret'= {
        }
        &'jwt;help;sign'= {
        }
        &'jwt;help;verify'= {
        }
        &'jwt;help;decode'= {
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
