//! Keys that other programs wrote, in base64: by openssl and ssh-keygen, and from RFC 8410.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// An EC private key on P-384 (SEC 1).
pub(super) const EC_SEC1: &str = "\
    MIGkAgEBBDBVXORl5WcZCC8b/1k/VeshRDrfGvfeqg6CyTuMfQpng2pBhS8X+gsB0UjEinKaR22gBwYFK4EEACKhZANiAARv\
    DGDYfh7M7/mkov3dfNSUIrPS/7Sbrojt5KEY9+cHYSQ5NNWA3NuLfQWA1HW4i1Sn0byVvgiE42HKBAZho0ES6fvGV2Nh7UcL\
    WrfoTmzldeqK/GcplN6ZaniOE5ZXoN4=";
/// The same without its point.
pub(super) const EC_SEC1_WITHOUT_POINT: &str = "\
    MD4CAQEEMFVc5GXlZxkILxv/WT9V6yFEOt8a996qDoLJO4x9CmeDakGFLxf6CwHRSMSKcppHbaAHBgUrgQQAIg==";
/// The same in PKCS#8.
pub(super) const EC_PKCS8: &str = "\
    MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBVXORl5WcZCC8b/1k/VeshRDrfGvfeqg6CyTuMfQpng2pBhS8X\
    +gsB0UjEinKaR22hZANiAARvDGDYfh7M7/mkov3dfNSUIrPS/7Sbrojt5KEY9+cHYSQ5NNWA3NuLfQWA1HW4i1Sn0byVvgiE\
    42HKBAZho0ES6fvGV2Nh7UcLWrfoTmzldeqK/GcplN6ZaniOE5ZXoN4=";
/// Its public half.
pub(super) const EC_SPKI: &str = "\
    MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEbwxg2H4ezO/5pKL93XzUlCKz0v+0m66I7eShGPfnB2EkOTTVgNzbi30FgNR1uItU\
    p9G8lb4IhONhygQGYaNBEun7xldjYe1HC1q36E5s5XXqivxnKZTemWp4jhOWV6De";
/// Its public half with a compressed point.
pub(super) const EC_SPKI_COMPRESSED: &str = "\
    MEYwEAYHKoZIzj0CAQYFK4EEACIDMgACbwxg2H4ezO/5pKL93XzUlCKz0v+0m66I7eShGPfnB2EkOTTVgNzbi30FgNR1uItU";
/// An RSA private key of 2048 bits (PKCS#1).
pub(super) const RSA_PKCS1: &str = "\
    MIIEowIBAAKCAQEAqokdc1NC76XEB1jLfQL0Ed7DgRPytdU52tKlVSZe8t+Upc3HTJTweB8fMuTIxRXKRPZxnYg/uIGq2sDM\
    GJJ+7OaKbOYHcXWKR87LA2eyZuoD7kMIRnBwCwf358yZrd81FwXfW3cqLCoO/D1PH+uw83NM46xBQ2gYzyJ8+3W/EFds0ko3\
    YhVDZkyhFKuoWS1r4cvJ/siqtKInduqxMf7+O8drqJEW+vhJFrXdvpwwqFfCW/AbCK8yPsybTgiCeZU09sIfwhBmYfLkW2JP\
    k78O0EmgVq9D23RHjh3mZCrXquM30iJkv2ynCu3jgfaFUTUIWsEUPFfW9RNKvP4X0htoawIDAQABAoIBADKqKtg859mH743Z\
    ORdqXbXDb2T1Vrnj39zdkSYTkMjqWODLmobrhufBI0U9CFLZTu8fIpERThEUYPy9o8U3HMNoGL8Stipkp9D+pHzd/Xgq1UEf\
    pCE9PWRhmSrCM/QeqMiuw3WKmTpmwm35Dv1mSfuCCVlorzkF/7zmO6h/imShf0MjFIvkaMu59Xg8XkxnQRyXlz7siK9WKjWL\
    ERn51f+pCIaH/BYzctrEVhCcB8StGvnc9Ej5yoUCJU/ATvFxDgVEMWM2y6hhdltepDqr9cglNVYpfWPbFGHtWzNP52mFlfYY\
    BLMg3Pe9Cf54wvqbZBfOgIv8a9fH1I3+Ecxq/0UCgYEA8EKl5LYGZ+zg+rVkI3kV6+9qmSIVD353EwqCZaFL7UqmX7r0BRqh\
    166s2l1P2SArkn0+UIRO6kyZwuVPW9R6uYokghraaTttVnbwW0CCeRwYeFYoQP9Bdtkht54r4O3YFNFrMVzq5UvZCH1V347O\
    YiLHNS3Ed8JIe8xeVy3wNycCgYEAtbUhEdUnKmnnBBHMvd5ofDwGqxmKbM6dqIOpqmUzJ79RLeiY8JU43ZlnX2reZ92frYiC\
    eBljmCv9KE+4dvafJZvoFankBMzjuXDpr6zAw2EEbTp+OJJ4kBIi3oqhhHFqaiUQVZnM4+4cs692xX55GZqPKc3UCwPbmcPJ\
    kqEzLx0CgYAepAFQJ76tZlJS5us8cubOzhvEJ8qTzUcWUJLMr0Nloc2SC9+u/vSA8y/sMVZLlIS6C+r0jcsaqmY5qtDyHyj/\
    nJSHWzFblk6dZlHE8XcyRtkAD8zWbTdGFu7r4eoqp2qVTRfklbsHPyMQqBtZhXbgoRrSt2GE/GwODcRCTgOCpQKBgHsvtqGu\
    TgUVEsbRgmpeM5u13hd1E0E8uemaiRW50fpqW5CyFa1UnN6ut0Qa4Xis6SnuV/Uv0TNC7ze7BCWygKYwkiDNsoYGmYQIpoSw\
    q2ZJiYS7mQKlWhLiGL2iYmm1sh0Pz4kY4azMqqyukejGGzdebxw6LDzjeqc98pPzsQ2JAoGBAKOQMrpH+Pom/kLHK5VZeHKo\
    zmqGwjvwcFcekHR588/u+diBHswuM2eIz0gbgAwYEDa63yzsSk//D6t2JFr5AsEK/bVtRb3a7bJyh7NEKBV9vM9thUqYCIVO\
    nVMQtv8UczoENzMgC8aF13YYD4vKS3wq0ymcAxlq1XdPpqKxsfzF";
/// Its public half (PKCS#1).
pub(super) const RSA_PKCS1_PUBLIC: &str = "\
    MIIBCgKCAQEAqokdc1NC76XEB1jLfQL0Ed7DgRPytdU52tKlVSZe8t+Upc3HTJTweB8fMuTIxRXKRPZxnYg/uIGq2sDMGJJ+\
    7OaKbOYHcXWKR87LA2eyZuoD7kMIRnBwCwf358yZrd81FwXfW3cqLCoO/D1PH+uw83NM46xBQ2gYzyJ8+3W/EFds0ko3YhVD\
    ZkyhFKuoWS1r4cvJ/siqtKInduqxMf7+O8drqJEW+vhJFrXdvpwwqFfCW/AbCK8yPsybTgiCeZU09sIfwhBmYfLkW2JPk78O\
    0EmgVq9D23RHjh3mZCrXquM30iJkv2ynCu3jgfaFUTUIWsEUPFfW9RNKvP4X0htoawIDAQAB";
/// An RSA private key of 1024 bits (PKCS#1).
pub(super) const RSA_1024: &str = "\
    MIICWwIBAAKBgQDKTiMX4hA7skIKK3TpOZ2Zsvy9wmTxn9dn/YOFeXcPkryZe6HNw6jWRWj3qMw/PjCfUOWIoS70lFSal5ri\
    0dUEkAklaer0sJ/jGBi5OIRLOkhYpsIqTLSttD9MSNYlHQQTQxWGFXPT2E0tvC0GnraHwwOZ61vfNZb1Ef+t4xmGsQIDAQAB\
    AoGAfng+hA207DzSAB2OpsZ3+b/lNJO0G0E7nizj7aszfS7UbHbXfhTVFa6qojiKBvdP2ijudW2eNxQLl+Ey2J0otuXPl5/r\
    VGctrRdUQ4Z12EukjMWc6/+KqFtWT1ztzPFD91hC4ZR8xRf8H4ZwHAhuNwpcySMMPNWup0w7iTMCmekCQQD42veuHwT01i5D\
    GJJflBsqSGPRgI0i6RfOxiwXoIifYm6mzZJ2P9MslIsSEtop9t+BtMi/P8u+AiWMHV7W2o2vAkEA0B0JTtrRfN2DKbJKWMLO\
    fVFfFMFVzYOA9sotNNBTBurPD6n6jJSbTaYrAK7yZ4NJrLH7xoNtMhn41RWf8x2pnwJAdM0Rg0A760671/IogYPaXDYt458a\
    n1AYRIzvFQfcGDLzDIdgPvAmBb6Sp6EBlMCylwZrUph24G/Rf7opUV6zMQJABO9LUzVZFk7iV1DE9onX/5y4VnOnJzJhEnkE\
    zWXLMjTLKCHtsPutGxA/oMqFMPMqAhBOWgyvwCphfhv/KPKhHQJAXbDlnG0lwCK+FLfJ/q3zB5pYeqXIaAvZbOmHT0TXZP65\
    Dqh+T5OM0CzOOpDQWDsGCbWIwVWQosImmyDDDpz33w==";
/// An RSA private key of 2047 bits (PKCS#1).
pub(super) const RSA_2047: &str = "\
    MIIEogIBAAKCAQB17TEl2YoDPAyI0wok5jqLVm1RXgELxuWG419MODlvc4TrPh7iqrt/4RiNFZylsipqUk0KZ1TbgmH4dXtJ\
    At7Zs+iyvochNazAJtIcsWCAn6cpeKYM4eD3swHiBGNfgLk6I2coDKqmaB38zOO9RyKw7wQRqnkxHhivjyXBJPi9ECKNlUHQ\
    rKWKMMm2HPqwoeJCcKS3CGLIxDyx1wAUW+Da/DYoNXoebt2+gjMozlARCmlDL4w8Q8oZBKKlwWPNQg2DD5AcJvfdDSIGn3p4\
    N29z/cYNlnJJTIF+oTm1LIdyFWXCmkrGxccKuM5eWBB2CO9pNzFI1ub16yypvBUQr6RLAgMBAAECggEAWG+0t+nYMmzKCaIa\
    rWlq5iu+d5LDvg0+/FVvlj1j9UzwlWpUxy+6xUANpWBbxXdDj9CArhin7qZsymNwPWTFswXUsJdpx2H1V3TFhXcQI+WW+ubb\
    wDV0/M1l0BXyYCCsyAjcx5AYOgtC0d7lu4CpZ38X0hfCIy+q253CdoI/d6iZ4Q764Wztm1xiQcwpwSphIzOKkVL7LI/f8pVR\
    iTNr7GrLP7LLNH5jc/yLCW2tKmYEEDu8193Y/HHi5bwcat+DWcRB4d1bDc9YKKjMCx+RXLnSqlpjTv1JYBrwErlWkWU0v1df\
    mjrZ3Z98heOMOrvPMEvR/2h6jgPZEhxmqz2xQQKBgQD081CX+HaGxkcGYF4GWOR2qIplw3UOA9efc7SFlZ064NL0JvrMIwxf\
    B+Nrn8ENtCEKgSg/PmwZljv07SBNUavUkpoppAV4mtv6l1rQ5XXOpdYAjTojYt0LqH9Vv/88S5mF3D1VPSsLnO04qaBijrkl\
    UsE083E3gjlzX3bZVY502QKBgHs/AZ3cwSLznW+WbRM78f71hz/ycT4PuhuC0jiqA5s/fGmEEAPjdTSB6Fpe0ML6KGd0i0j4\
    8//2t0ORlu4RbsUnAbncX0SnartXrZAnqpUC2fSxG+tX27JFiSCJjoDJSjwCOAuCl1CQRSq1/PHbBNChH4d5UyHIFZyXD4mS\
    j9vDAoGBAOOpDRvhys+ikzqi8GC318dNCCxiyHV5Lru9P2f00Uh60rYnUGvQm1vrqfxKY5SH+TmZJz34l2IElr8icSZLpQeS\
    JgRTtN4OGCxE5hxHWAHzcf3bRNDEvytptMePBfsVTJ/0PXDuxAYsGPLT/QP9IKlGy9mZ9X0g5KKNdJm0gg2pAoGAAqGCsFMB\
    EHTw3GvyoiF6df3ZyEStpCyDxYiSYkFG2G6PglUeXmbhnqBTTHKPtEnQyPyU6Jbf5ovmt5uJBEX8/lpp0ATjR7znK16gxt4B\
    5zJrYqzRMsHqX7DaT4aAM0GYwxUtCxnbjw21XEcMQkFxpd56pNKzMppp07Dp1P768S8CgYEA8rQEaA1PQZDdLyvEnMNp4Wjl\
    LS2Sn/bZFFXnZWri/Qf1PZT/n20RoVKDjeXBCdboUPfIF8S6gvSaIylF8TJriRI/po1RUZDpUicXCkacOwnd+bLsf/TdjTxy\
    2+0uIkShMMKV7UkL0DprA1TOOPz+rhFKZjlRfI5P6oZ0U+2TXLo=";
/// An RSA private key of three primes (PKCS#1).
pub(super) const RSA_THREE_PRIMES: &str = "\
    MIIE2gIBAQKCAQEA0e0K82HW5Clu4SqbdGZixXkKhSvAi4w3Q1Tq6+K+3c95aFToA0Axx8ZReLRe2ZPaGrxOs1WEtnhCaD4V\
    +oMc/VC+RFPtKbvvGUDUO941sS7d8D6IJF4LZiOD751zZFtVIBFCkBAiev7jimEXi8Txsq1YMy9WN96zNrJxj5ctsiHuw6oH\
    TDnGirL3c5sx57QdUAS8fPGFSN9YMB9cbirlOf+QDOnABkZw+9aA6oRGEpb6WPx1+3IqReBeQL3zTAVEq/pjjANMCBu07C3q\
    2fKVzR8RROMqM2aIaghWW6Nmb5dkgkkj3ZMH9TFbyjOylZHkE8nSGZmb8sGxkcf/n9fCUwIDAQABAoIBAQCry6KXlO0ooaPF\
    D3pS4utYEfuDClAzo5ciOh9a1aA/o+gGct3As0tJ40mPT4UD6FSoZoy9hHHsZjRqXMzdy2jxAaAECO7gpZVBhGVrbSlhjCpC\
    ztnZEqZW3pYuh7evV+AtcNuRZ1au0yHvaP3G0SIBvvUh6Xnw8JugSzt9wzkvwMh9tTuS5Z2e2qmTApP06F4YrtqKNWicXRpO\
    ELg5HA/hoGCzVR0865itkkLXRP9hSiGscSv5Lb53HCld2qR4Ui95vV76o0eBogRc3btBCYGqD4z6KDKS86GtLLNFX/DnICmk\
    PiojB3wjcrG5uKhqcaiFjPlJmPq1GuMNCrA0k5FBAlYH/lnC1VMvjDFu+EB2txi9a1zwzDHbIxNQ4npfV2itKlf4tlzXd3/h\
    k8ANuKw0SG2EC87oUNCacvRM0mSQGc42uy6NwIszYKa8Q2QljequIWyENnifvQJWB9EtJ51CBISqog7ox7B/NcgWThfqEo2b\
    v3v8VOagzqedNcyB3eqXla+Tn7M3M/q3JyWvYs0uG18sKbLPvvoCzu0h1/kuuGtZirV+dFR48IYqSYMOdgkCVgHlOfuNAfCg\
    WYhqrT55JBCmSJ+Ai8Hei1H+oe3BmDyXccyz0Uf2OgiPNFcMlyi+k9lfw2wq3YwB/hPJP7c7pz4rHFrYcSl5nY++mxycji1E\
    F6syD2AxAlYDeaOYW9nwhkYRO42S0M0MzMHVv93ol5mo2+bGm6zbkjpao2sMi/ENs3tuYM7mxcvMlH1O8CZSNtI8S2j93smG\
    0nbcO8PgaqDpAFySPMdzLkH4YlH4eQJWAZ4XUmimDWAYni/RWun90HbtWJO4aVKdJpeebY3Ai4rROYRa2vuEqQjJLXExDp6E\
    hrkxfpkPYosgA3DEGn0jdnOsEo13aONG/AB1YBYO68ftQzs0QbcwggEMMIIBCAJWA1wLOpC3R6uEbqTmIpP3z/EvZ3R1GOaQ\
    SgGmIBkVlREi80bIDBjUFZESaSnWY8vcEj1sjuamIjTbdsYix13b5YfAHupLMGFO2c/9se5SnU7HkyJMhJcCVgF05A11d3Hk\
    pNvQNVPisfx/xxzk+mxcc00TH/MkzR2/u1adZtkP3synBMOB90l3tyhVZ38h9AA6yLjbuXKVeGUxkZQV45nLZwO7UXTXLwyz\
    foaFxYVrAlYBtBvXatgGQYg8qluwEdM3ocpoQZiGHH3q+17Td2koNp89WD3c7OUYG+FW8we5dDNxXjrsZ4KLMTYYboYheOvf\
    WxIkYFTwn5bvomu8ilKcXOMo40oxng==";
/// RFC 8410, section 10.3.
pub(super) const ED25519_PKCS8: &str =
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
/// RFC 8410, section 10.1: its public half.
pub(super) const ED25519_SPKI: &str =
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
/// The private key of RFC 8410 encrypted with [`PASSPHRASE`].
pub(super) const ED25519_ENCRYPTED: &str = "\
    MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiLv3wE1oAJTgICA+gwDAYIKoZIhvcNAgkFADAdBglghkgBZQME\
    ASoEECi1ywF2D0MZXTQiIw16AToEQCwLJQbCHuIpWxxoiye7pS5P+575v1N+MnIW55UcW7k+ZEhb6I4SewU/9QMssTlBYBKA\
    S4n242eAX9VkFoHSEY4=";
pub(super) const PASSPHRASE: &[u8] = b"hunter2";
/// The same with 2,500,001 iterations.
pub(super) const ED25519_COSTLY: &str = "\
    MIGcMFgGCSqGSIb3DQEFDTBLMCoGCSqGSIb3DQEFDDAdBAhg2RT9j0PCywIDJiWhMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUD\
    BAEqBBBOnBfMnBpm2dGS0Ru0GRUABEDZHzEkIFJt/5aBqC3YlMZrQ+z/7nVZv7McMgwKTxkDAZfFkRQ4rlyTBDOpHk3SQRZ6\
    ZtjYZ/0dhj/BZxU5NPCe";
/// The same with PBES1 and 3DES.
pub(super) const ED25519_LEGACY: &str = "\
    MFgwHAYKKoZIhvcNAQwBAzAOBAiMRljVB+p1ZAICCAAEOCRIhDilef9217kENk8yius1BFCjga6Fof6ukocgLpiRDXK2Oaif\
    QkL67bs26J/cj70REmgVcn0+";
/// The same with 300,000 iterations.
pub(super) const ED25519_300000_ITERATIONS: &str = "\
    MIGcMFgGCSqGSIb3DQEFDTBLMCoGCSqGSIb3DQEFDDAdBAhA/2jjUAtiAQIDBJPgMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUD\
    BAEqBBBnpHMmibq5mZoctSGC3aEbBEA7oBh/YicSgMZi7QrgzMkm/ig4j9c4AZzYOvtQxPr+ZQxMzyJgbxd/mBqXxXWTRYjS\
    tRiFrKSQmDt2/phb9Uus";
/// The same with triple DES.
pub(super) const ED25519_TRIPLE_DES: &str = "\
    MIGKME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAjmnrRZvpjh6QICA+gwDAYIKoZIhvcNAgkFADAUBggqhkiG9w0D\
    BwQIPN0pdPgFex4EONG0zi0yDf1lq05bF/ukhZrReCji2iI3rNruxo8deT4tO4RVtmvJ3rv2fraYOMQZp3h3xg0gHaqe";
/// The same with HMAC-SHA-1, which is what PBKDF2 has where nothing else is named.
pub(super) const ED25519_SHA1: &str = "\
    MIGNMEkGCSqGSIb3DQEFDTA8MBsGCSqGSIb3DQEFDDAOBAjJL9NtsRK4SAICA+gwHQYJYIZIAWUDBAEqBBA6ygJ9b02z1Umg\
    P4Cbbb/tBED+ruo4oYK8ViiOFXo4WRUN1IBlws/JRG1NMowOxou1eeG2i0gonryAaXhTiD2Td/qHY4IQij+PGGFTqXMVGKmb";
/// The same with scrypt and 2¹⁷ blocks.
pub(super) const ED25519_SCRYPT: &str = "\
    MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAg3zGdm9q221gICQAACAQgCAQEwHQYJYIZIAWUDBAEqBBB2Mb86\
    kuQLvDabv3I05iTXBECGM+3wX/ocK1KSuGdkknoL4TNLBeuGDWwKUlQizbmv0Y6JdH/UjCI7R+YtCBkWI3PfS56fIlQvaj9H\
    Tu8xYNT6";
/// The same with Camellia.
pub(super) const ED25519_CAMELLIA: &str = "\
    MIGdMFkGCSqGSIb3DQEFDTBMMCkGCSqGSIb3DQEFDDAcBAiD492ujY5OvAICA+gwDAYIKoZIhvcNAgkFADAfBgsqgwiMmks9\
    AQEBBAQQRrZlhVhCtIQYRqzN/VLGoARAjY0pVOg4QflII3wjHlarAjFaxQaHCY2KiWkcHRfw7ixnY1dA4tkfL7+gkCyTkgMA\
    2x1NG/zSd38SH67KZA6Xrw==";
/// A kind of key that is not supported.
pub(super) const ED448_PKCS8: &str = "\
    MEcCAQAwBQYDK2VxBDsEOa0eJVBcXcnieUjXR1iz2hSE3oljlfUOiilSBzUKzbYX7oEtJUTNLmXTFtK/Md1rH9M6vN/zkB3o\
    Wg==";
/// A certificate of `CN=leaf`, signed by [`ROOT`].
pub(super) const LEAF: &str = "\
    MIHaMIGNAhQnHFRxh80aW/ESHWQqLJolTrRHPDAFBgMrZXAwDzENMAsGA1UEAwwEcm9vdDAgFw0yNjExMjUwODQxMjRaGA8y\
    MTI2MTEwMTA4NDEyNFowDzENMAsGA1UEAwwEbGVhZjAqMAUGAytlcAMhAK+Tu3jeCSvmpSikuuN2zPRppr2jKwCFyp2yUtja\
    aqZ/MAUGAytlcANBAHqgTMbTuWGio0fuWIKo2iG9qNlduoe//xeH9r+eKKnnRZgJf2SKolYxozb3ERG9qfqDF68RjxCeEtR9\
    FROdtwE=";
/// The public key of [`LEAF`].
pub(super) const LEAF_SPKI: &str = "MCowBQYDK2VwAyEAr5O7eN4JK+alKKS643bM9GmmvaMrAIXKnbJS2Npqpn8=";
/// The certificate of `CN=root`, signed by itself. Its key is that of RFC 8410.
pub(super) const ROOT: &str = "\
    MIIBNDCB56ADAgECAhRg2xBludj8yzSBVilFK9AG6hA1YDAFBgMrZXAwDzENMAsGA1UEAwwEcm9vdDAgFw0yNjExMjUwODQx\
    MjRaGA8yMTI2MTEwMTA4NDEyNFowDzENMAsGA1UEAwwEcm9vdDAqMAUGAytlcAMhABm/RAlphM3+hUG6wWfcO5bIUIaqMLa2\
    ywxcOK1wMWbho1MwUTAdBgNVHQ4EFgQUoozB+G5ZYNPgOudcliyXqNRIKTwwHwYDVR0jBBgwFoAUoozB+G5ZYNPgOudcliyX\
    qNRIKTwwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQBXA4NX/se4p3tQjDhq9EmuwCvSKynjQkTRysY3Ij4o+THi90pBdqNW\
    KPRqLwkzCkaZNjUFm7RS43XywNd6B9YE";
/// An Ed25519 private key by ssh-keygen.
pub(super) const OPENSSH_ED25519: &str = "\
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQyNTUxOQAAACAZldr+515Uh4z6\
    UbwFBe+rSsqNbwqfdI7WN3c44hnCxQAAAIjvuPag77j2oAAAAAtzc2gtZWQyNTUxOQAAACAZldr+515Uh4z6UbwFBe+rSsqN\
    bwqfdI7WN3c44hnCxQAAAEDOWveSeEx+4tlCULlKKFDQ6/tVcRmXW5IM+SFm467T1xmV2v7nXlSHjPpRvAUF76tKyo1vCp90\
    jtY3dzjiGcLFAAAABHRlc3QB";
/// Its public half.
pub(super) const OPENSSH_ED25519_LINE: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmV2v7nXlSHjPpRvAUF76tKyo1vCp90jtY3dzjiGcLF test";
/// An ECDSA private key on P-256 by ssh-keygen.
pub(super) const OPENSSH_P256: &str = "\
    b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS1zaGEyLW5pc3RwMjU2AAAACG5p\
    c3RwMjU2AAAAQQQkhPhHuGZHSHA5EINQ6iGOx7OzMxMYUGayjGGS6VempZXkWnzJ2gTiHY3V0oH0M9aOgRit46ObEpZsE6U5\
    2No3AAAAoIib7j6Im+4+AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBCSE+Ee4ZkdIcDkQg1DqIY7H\
    s7MzExhQZrKMYZLpV6alleRafMnaBOIdjdXSgfQz1o6BGK3jo5sSlmwTpTnY2jcAAAAhAIG0wF3K3Aql7+g7RDm3vAyfNVog\
    tagnwof9+8Feag7wAAAABHRlc3QBAgM=";
/// Its public half.
pub(super) const OPENSSH_P256_LINE: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBCSE+Ee4ZkdIcDkQg1DqIY7Hs7MzExhQZrKMYZLpV6alleRafMnaBOIdjdXSgfQz1o6BGK3jo5sSlmwTpTnY2jc= test";
/// An Ed25519 private key encrypted by ssh-keygen.
pub(super) const OPENSSH_ENCRYPTED: &str = "\
    b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABB5xUPnIIOchixp6175rI3LAAAAEAAAAAEA\
    AAAzAAAAC3NzaC1lZDI1NTE5AAAAIJPWvPmRErdmagcrulpowrA2f8J2Ysaj+QVQt96/SoaHAAAAkAMFU7eEIibvQSr14iSt\
    9+ed7WKEzl2szLUkuNbncwITiBLfHGYEOGFHnKGdv+6+AJ6SKNumE+4oI/xHXSCJyt/5nAD07zEUzCqQrCOZnPvl6lYJ6r68\
    N9HtjxWqCpL+XHQ+mfYeQ+DFHW1H2drHxh1KjY0nnJ22+vRmiVfxAPVV0tSc8MEZ/Z4twbyy+bqETA==";

pub(super) fn der(base64: &str) -> Vec<u8> {
    STANDARD.decode(base64).expect("a fixture is base64")
}

pub(super) fn pem(label: &str, base64: &str) -> String {
    format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
}
