module completions {

  def "nu-complete jwt color" [] {
    [ "auto" "always" "never" ]
  }

  # Sign, verify and decode JSON Web Tokens, and make secrets and keys for them
  export extern jwt [
    --color: string@"nu-complete jwt color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    --version(-V)             # Print version
  ]

  def "nu-complete jwt gen-secret color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt gen-secret encoding" [] {
    [ "hex" "base64" "base64url" ]
  }

  # Make a random secret
  export extern "jwt gen-secret" [
    --color: string@"nu-complete jwt gen-secret color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    --bytes: string           # How many random bytes, 1 to 4096
    --encoding: string@"nu-complete jwt gen-secret encoding" # How the bytes are written
    --jwk                     # Write a JWK, whose `k` is the bytes themselves
    --output(-o): path        # Write to a new file that only you may read
    --force                   # Replace the file where it exists
  ]

  def "nu-complete jwt gen-key color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt gen-key alg" [] {
    [ "HS256" "HS384" "HS512" "RS256" "RS384" "RS512" "PS256" "PS384" "PS512" "ES256" "ES384" "ES512" "ES256K" "EdDSA" "Ed25519" "ML-DSA-44" "ML-DSA-65" "ML-DSA-87" ]
  }

  def "nu-complete jwt gen-key bits" [] {
    [ "2048" "3072" "4096" "8192" ]
  }

  def "nu-complete jwt gen-key usage" [] {
    [ "sig" "enc" ]
  }

  def "nu-complete jwt gen-key to" [] {
    [ "jwk" "pem" "der" ]
  }

  # Make a key for an algorithm
  export extern "jwt gen-key" [
    --color: string@"nu-complete jwt gen-key color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    --bits: string@"nu-complete jwt gen-key bits" # The size of an RSA key (default: 2048)
    --kid: string             # The kid of the JWK (default: thumbprint)
    --use: string@"nu-complete jwt gen-key usage" # What the key is for
    --to: string@"nu-complete jwt gen-key to" # How the key is written
    --output(-o): path        # Write to a new file that only you may read
    --public-out: path        # Write the public half to a new file that everybody may read
    --force                   # Replace files that exist
    alg: string@"nu-complete jwt gen-key alg" # The algorithm
  ]

  def "nu-complete jwt sign color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt sign secret_encoding" [] {
    [ "utf8" "hex" "base64" "base64url" ]
  }

  def "nu-complete jwt sign alg" [] {
    [ "HS256" "HS384" "HS512" "RS256" "RS384" "RS512" "PS256" "PS384" "PS512" "ES256" "ES384" "ES512" "ES256K" "EdDSA" "Ed25519" "ML-DSA-44" "ML-DSA-65" "ML-DSA-87" "none" ]
  }

  # Sign claims into a token
  export extern "jwt sign" [
    --color: string@"nu-complete jwt sign color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    --secret: string          # The secret itself; everyone on this machine can see it in `ps`
    --secret-file: path       # A file with a secret, or - (repeatable)
    --secret-encoding: string@"nu-complete jwt sign secret_encoding" # utf8 (default), hex, base64 or base64url
    --key: path               # A key file in any form, or - (repeatable)
    --passphrase-file: path   # A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)
    --claim: string           # Adds a claim; NAME:=JSON adds JSON (repeatable)
    --iss: string             # Sets iss, the issuer
    --sub: string             # Sets sub, the subject
    --aud: string             # Sets aud, the audience (repeatable: makes a list)
    --jti: string             # Sets jti, the token's own identifier
    --expires-in: string      # Sets exp, counted from iat: 15m, 1h30m, 2 days
    --expires-at: string      # Sets exp: RFC 3339, a date, +15m, seconds since 1970
    --not-before: string      # Sets nbf, counted from iat; with --replace, from now
    --issued-at: string       # Sets iat: RFC 3339, a date, -60s, seconds
    --no-iat                  # Leave out iat
    --at: string              # The moment of signing: RFC 3339, a date, -60s, seconds (default: now)
    --replace                 # Let flags replace claims that CLAIMS have already
    --jws                     # Sign the bytes of CLAIMS unchanged; they need not be JSON
    --alg: string@"nu-complete jwt sign alg" # Algorithm (default: what the key is for)
    --kid: string             # Chooses a key by its name, which goes into the header
    --header: string          # Adds a header parameter; NAME:=JSON adds JSON (repeatable)
    --allow-unsigned          # Permit --alg none, to test that a server refuses such tokens
    --lines                   # Read many tokens (sign: claims), one on each line
    --input: path             # Read the lines of this file, or - (repeatable)
    --jobs: string            # How many threads work (default: one for each core)
    claims?: string           # Claims as a JSON object, @FILE, or - for standard input
  ]

  def "nu-complete jwt verify color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt verify secret_encoding" [] {
    [ "utf8" "hex" "base64" "base64url" ]
  }

  def "nu-complete jwt verify alg" [] {
    [ "HS256" "HS384" "HS512" "RS256" "RS384" "RS512" "PS256" "PS384" "PS512" "ES256" "ES384" "ES512" "ES256K" "EdDSA" "Ed25519" "ML-DSA-44" "ML-DSA-65" "ML-DSA-87" ]
  }

  def "nu-complete jwt verify only" [] {
    [ "accepted" "rejected" ]
  }

  def "nu-complete jwt verify print" [] {
    [ "token" "payload" "report" ]
  }

  # Verify a token and print its payload
  export extern "jwt verify" [
    --color: string@"nu-complete jwt verify color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    --secret: string          # The secret itself; everyone on this machine can see it in `ps`
    --secret-file: path       # A file with a secret, or - (repeatable)
    --secret-encoding: string@"nu-complete jwt verify secret_encoding" # utf8 (default), hex, base64 or base64url
    --key: path               # A key file in any form, or - (repeatable)
    --passphrase-file: path   # A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)
    --jwks: path              # A provider's JWK set: https://…, http:// on this machine, or a file
    --discover: string        # An issuer, whose metadata says where its keys are; verify demands it as iss
    --ca-file: path           # Certificates (PEM) to trust in place of the system's
    --timeout: string         # How long an answer may take (default: 10s)
    --offline                 # Fetch nothing, and use what is in the cache however old it is
    --refresh                 # Ask the provider even where the cache has a fresh copy
    --no-cache                # Neither read nor write the cache
    --alg: string@"nu-complete jwt verify alg" # Permit this algorithm only (repeatable)
    --iss: string             # iss has to be this (repeatable: any)
    --aud: string             # aud has to be or hold this (repeatable: any)
    --sub: string             # sub has to be this
    --typ: string             # The header's typ has to be this, such as at+jwt
    --claim: string           # A claim has to be this; NAME:=JSON (repeatable)
    --contains: string        # A list or scope has to hold this (repeatable)
    --require: string         # A claim has to be there (repeatable)
    --strict                  # Reject a token whose audience --aud does not name
    --leeway: string          # How far the issuer's clock may differ (default: 0)
    --max-age: string         # How long ago iat may be
    --at: string              # Check as of RFC 3339, a date, -60s, seconds
    --ignore-exp              # Leave exp unchecked, to look into an expired token
    --ignore-nbf              # Leave nbf unchecked, to look into a token that is not valid yet
    --jws                     # Check the signature alone, of any payload
    --allow-weak-key          # Let a JWK's secret be shorter than the hash, and RSA of 1024 bits verify RS256 and RS512
    --allow-padding           # Take base64url with its padding, as AWS ALB writes tokens
    --json                    # The whole report as one line of JSON
    --pretty                  # The picture, also in a pipe
    --full                    # The picture, with the token's whole text instead of three rows of it
    --header                  # The header as one line of JSON
    --get: string             # A claim, or a JSON Pointer (repeatable; --iso: as a date)
    --iso                     # Print what --get asks for as RFC 3339
    --explain                 # Tell every step and its outcome on standard error
    --lines                   # Read many tokens (sign: claims), one on each line
    --input: path             # Read the lines of this file, or - (repeatable)
    --jobs: string            # How many threads work (default: one for each core)
    --find                    # Find every token in lines that may hold anything, such as a log
    --only: string@"nu-complete jwt verify only" # Print only the lines that are accepted, or rejected
    --print: string@"nu-complete jwt verify print" # Print this of each line (default: the payload; the token with --only rejected)
    token?: string            # The token, @FILE, or - for standard input (default: -)
  ]

  def "nu-complete jwt decode color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt decode only" [] {
    [ "accepted" "rejected" ]
  }

  def "nu-complete jwt decode print" [] {
    [ "token" "payload" "report" ]
  }

  # Show what a token says, without verifying it
  export extern "jwt decode" [
    --color: string@"nu-complete jwt decode color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    --at: string              # The moment that "ago" and --check-times count from: RFC 3339, a date, -60s, seconds since 1970 (default: now)
    --check-times             # End with 6 before nbf, and with 7 from exp on (no signature is checked)
    --lines                   # Read many tokens (sign: claims), one on each line
    --input: path             # Read the lines of this file, or - (repeatable)
    --jobs: string            # How many threads work (default: one for each core)
    --find                    # Find every token in lines that may hold anything, such as a log
    --only: string@"nu-complete jwt decode only" # Print only the lines that are accepted, or rejected
    --print: string@"nu-complete jwt decode print" # Print this of each line (default: the payload; the token with --only rejected)
    --json                    # The whole report as one line of JSON
    --pretty                  # The picture, also in a pipe
    --full                    # The picture, with the token's whole text instead of three rows of it
    --header                  # The header as one line of JSON
    --get: string             # A claim, or a JSON Pointer (repeatable; --iso: as a date)
    --iso                     # Print what --get asks for as RFC 3339
    token?: string            # The token, @FILE, or - for standard input (default: -)
  ]

  def "nu-complete jwt key color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt key to" [] {
    [ "jwk" "jwks" "pem" "der" "raw" ]
  }

  def "nu-complete jwt key usage" [] {
    [ "sig" "enc" ]
  }

  def "nu-complete jwt key alg" [] {
    [ "HS256" "HS384" "HS512" "RS256" "RS384" "RS512" "PS256" "PS384" "PS512" "ES256" "ES384" "ES512" "ES256K" "EdDSA" "Ed25519" "ML-DSA-44" "ML-DSA-65" "ML-DSA-87" ]
  }

  def "nu-complete jwt key hash" [] {
    [ "sha-256" "sha-384" "sha-512" ]
  }

  # Tell what a key file holds, and convert it
  export extern "jwt key" [
    --color: string@"nu-complete jwt key color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    --public                  # Take the public half alone; written as a JWK unless --to says otherwise
    --to: string@"nu-complete jwt key to" # Write the key, private where it is; in a JWK, keys without a kid get their thumbprint as one
    --kid: string             # The kid of the JWK that is written; `thumbprint` gives each key its own
    --use: string@"nu-complete jwt key usage" # What the keys that are written are for
    --alg: string@"nu-complete jwt key alg" # The one algorithm that the keys that are written are for
    --thumbprint              # Print the thumbprint (RFC 7638) of each key
    --hash: string@"nu-complete jwt key hash" # The hash of the thumbprint (default: sha-256)
    --uri                     # The thumbprint as a URI (RFC 9278)
    --json                    # What the files hold as one line of JSON
    --output(-o): path        # Write to a new file, which only you may read unless all it holds is public
    --force                   # Replace the file where it exists
    --passphrase-file: path   # A file with the passphrase of encrypted keys (default: JWT_KEY_PASSPHRASE, or ask)
    --jwks: path              # A provider's JWK set: https://…, http:// on this machine, or a file
    --discover: string        # An issuer, whose metadata says where its keys are; verify demands it as iss
    --ca-file: path           # Certificates (PEM) to trust in place of the system's
    --timeout: string         # How long an answer may take (default: 10s)
    --offline                 # Fetch nothing, and use what is in the cache however old it is
    --refresh                 # Ask the provider even where the cache has a fresh copy
    --no-cache                # Neither read nor write the cache
    ...files: path            # Key files in any form, - for standard input
  ]

  def "nu-complete jwt completions color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt completions shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  # Print a completion script for a shell
  export extern "jwt completions" [
    --color: string@"nu-complete jwt completions color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    shell: string@"nu-complete jwt completions shell" # The shell
  ]

  def "nu-complete jwt man color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete jwt man subcommand" [] {
    [ "gen-secret" "gen-key" "sign" "verify" "decode" "key" "completions" "man" ]
  }

  # Print a manual page
  export extern "jwt man" [
    --color: string@"nu-complete jwt man color" # Colour the output: always, never, or auto, which asks NO_COLOR and the terminal
    --help(-h)                # Print help; --help prints all of it
    --quiet(-q)               # Leave out warnings, advice and summaries; verify prints no payload either
    subcommand?: string@"nu-complete jwt man subcommand" # The subcommand (default: jwt as a whole)
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "jwt help" [
  ]

  # Make a random secret
  export extern "jwt help gen-secret" [
  ]

  # Make a key for an algorithm
  export extern "jwt help gen-key" [
  ]

  # Sign claims into a token
  export extern "jwt help sign" [
  ]

  # Verify a token and print its payload
  export extern "jwt help verify" [
  ]

  # Show what a token says, without verifying it
  export extern "jwt help decode" [
  ]

  # Tell what a key file holds, and convert it
  export extern "jwt help key" [
  ]

  # Print a completion script for a shell
  export extern "jwt help completions" [
  ]

  # Print a manual page
  export extern "jwt help man" [
  ]

  # Print this message or the help of the given subcommand(s)
  export extern "jwt help help" [
  ]

}

export use completions *
