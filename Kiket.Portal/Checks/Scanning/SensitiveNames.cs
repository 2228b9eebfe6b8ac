using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>Finds files that are sensitive by their name, whatever their content.</summary>
public static class SensitiveNames
{
    private static readonly HashSet<string> KeyNames = new(StringComparer.Ordinal)
    {
        "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk", "ssh_host_rsa_key", "ssh_host_dsa_key", "ssh_host_ecdsa_key",
        "ssh_host_ed25519_key",
        "key.asc", "private-key.asc", "private_key.asc", "secret-key.asc",
        "private.pem", "private-key.pem", "private_key.pem", "privatekey.pem", "privkey.pem", "priv.pem", "key.pem", "server.key.pem",
        "client.key.pem", "secring.gpg", "otr.private_key", "master.key", "private.asc", "secret.asc",
        "private.key", "private-key", "private_key",
    };

    private static readonly HashSet<string> KeyExtensions = new(StringComparer.Ordinal) { "key", "ppk", "pk8", "pkey", "privkey", "p8" };

    private static readonly HashSet<string> StoreExtensions = new(StringComparer.Ordinal)
    {
        "p12", "pfx", "pkcs12", "jks", "keystore", "bks", "kdbx", "kdb", "psafe3", "agilekeychain", "keychain", "kwallet", "gnucash", "tblk", "ovpn",
        "bek", "tpm", "fve", "opvault", "1pif", "wallet",
    };

    /// <summary>Files in which people keep secrets, but not always: what is in them decides how much a finding weighs.</summary>
    private static readonly HashSet<string> WeighedNames = new(StringComparer.Ordinal)
    {
        ".npmrc", ".yarnrc", ".yarnrc.yml", "nuget.config", "local.settings.json", "wp-config.php", "wp-config-backup.php", "localsettings.php",
        "configuration.php", "database.yml", "settings.xml", "auth.json", "parameters.yml", ".envrc", ".flaskenv", ".sentryclirc", ".gitconfig",
        "gradle.properties", "key.properties", "keystore.properties", "local.properties", "server.asc", "web.config",
    };

    /// <summary>Of those, files that nearly every repository of their kind has: without a secret there is nothing to say.</summary>
    private static readonly HashSet<string> OrdinaryNames = new(StringComparer.Ordinal)
    {
        "nuget.config", "settings.xml", "auth.json", "gradle.properties", "web.config", "configuration.php", "database.yml", "parameters.yml", ".yarnrc",
        ".yarnrc.yml",
    };

    private static readonly HashSet<string> StoreNames = new(StringComparer.Ordinal) { "wallet.dat", "keystore.json", "default_wallet" };

    private static readonly HashSet<string> CredentialNames = new(StringComparer.Ordinal)
    {
        ".netrc", "_netrc", ".git-credentials", ".pgpass", "pgpass.conf", ".my.cnf", ".mylogin.cnf", ".htpasswd", ".htdigest", ".pypirc",
        ".dockercfg", ".s3cfg", ".boto", ".passwd-s3fs", ".ftpconfig", ".remote-sync.json", ".esmtprc", ".msmtprc", ".muttrc", ".rediscli_auth",
        "credentials", "credentials.json", "credentials.yml", "credentials.yaml", "credentials.xml", "credentials.csv", "credentials.ini",
        "credentials.txt", "credentials.toml", "client_secret.json", "client_secrets.json",
        "secrets.json", "secrets.yml", "secrets.yaml", "secrets.toml", "secrets.ini", "secrets.env", "secret_token.rb", "service-account.json",
        "service_account.json", "serviceaccount.json", "gcloud-service-key.json", "accesskeys.csv", "rootkey.csv", "firebase-adminsdk.json",
        "kubeconfig", "filezilla.xml", "sitemanager.xml", "recentservers.xml", "sftp-config.json", "sftp.json", "deployment-config.json",
        "proftpdpasswd", "ventrilo_srv.ini", "robomongo.json", ".dbeaver-data-sources.xml", "terraform.tfvars", "htpasswd", "passwords.txt",
        "password.txt", "passwords.csv", "tokens.txt", ".vault-token", ".terraformrc", "terraform.rc", "application_default_credentials.json",
        ".cargo-credentials",
    };

    private static readonly string[] CredentialPaths =
    [
        ".aws/credentials", ".docker/config.json", ".kube/config", ".config/gcloud/credentials.db", ".cargo/credentials", ".cargo/credentials.toml",
        ".gem/credentials", ".config/hub", ".config/gh/hosts.yml", ".azure/accesstokens.json", ".bundle/config.local", ".composer/auth.json",
        ".ssh/config.d/private", ".chef/knife.rb", "etc/shadow",
    ];

    private static readonly HashSet<string> PersonalNames = new(StringComparer.Ordinal)
    {
        ".bash_history", ".zsh_history", ".sh_history", ".history", ".mysql_history", ".psql_history", ".sqlite_history", ".irb_history",
        ".pry_history", ".python_history", ".node_repl_history", ".rediscli_history", ".dbshell", "terraform.tfstate", "terraform.tfstate.backup", "crash.log",
    };

    private static readonly string[] DumpWords =
    [
        "dump", "backup", "bak", "prod", "production", "users", "customers", "snapshot", "database", "data", "app", "main", "local", "dev", "development",
    ];

    private static readonly string[] ExampleWords =
    [
        "example", "sample", "template", "tmpl", "dist", "default", "defaults", "schema", "enc", "encrypted", "sops", "gpg", "vault", "sealed", "test", "ci",
    ];

    /// <summary>The rule that a file's name breaks; null when it breaks none.</summary>
    /// <param name="path">Path in the repository, as GitHub spells it.</param>
    public static FindingRule? Judge(string path)
    {
        var lower = path.ToLowerInvariant();
        var name = lower[(lower.LastIndexOf('/') + 1)..];
        var words = name.Split('.', '-', '_');
        var isExample = words.Skip(1).Any(word => ExampleWords.Contains(word)) || words[0] is "example" or "sample" or "template";
        var extension = name.LastIndexOf('.') is > 0 and var dot ? name[(dot + 1)..] : "";

        if (IsEnvironment(name))
        {
            return isExample ? null : ScanRules.EnvironmentFile;
        }

        if (IsKey(name, extension, words))
        {
            return isExample && name != "master.key" ? null : ScanRules.PrivateKeyFile;
        }

        if (StoreNames.Contains(name))
        {
            return ScanRules.Keystore;
        }

        if (StoreExtensions.Contains(extension) && !name.StartsWith("truststore", StringComparison.Ordinal))
        {
            return ScanRules.Keystore;
        }

        // A name that is known as it is isn't an example because of one of its words: .vault-token.
        if (!IsTranslation(lower) && (CredentialNames.Contains(name) || (!isExample && IsCredentials(lower, name, extension))))
        {
            return ScanRules.CredentialsFile;
        }

        return PersonalNames.Contains(name) || name.EndsWith(".tfstate", StringComparison.Ordinal)
            ? ScanRules.PersonalFile
            : !isExample && IsDump(name, extension, words) ? ScanRules.DatabaseDump
            : !isExample && IsCertificateOrKey(extension, words) ? ScanRules.PrivateKeyFile
            : !isExample && IsConfiguration(name) ? ScanRules.CredentialsFile
            : null;
    }

    /// <summary>Whether the content of the file decides, because many files with such a name are harmless.</summary>
    public static bool IsWeighed(string path)
    {
        var name = NameOf(path);
        var words = name.Split('.', '-', '_');
        return Judge(path) == ScanRules.PrivateKeyFile ? !IsKey(name, words[^1], words) : IsConfiguration(name);
    }

    /// <summary>Whether the file says nothing unless there is a secret in it.</summary>
    public static bool IsOrdinary(string path) => OrdinaryNames.Contains(NameOf(path));

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..].ToLowerInvariant();

    /// <summary><c>server.pem</c> can be either; <c>ca-cert.pem</c> says that it is none.</summary>
    private static bool IsCertificateOrKey(string extension, string[] words) =>
        (extension is "pem" && !words.Any(word => word is "pub" or "public" or "cert" or "certs" or "certificate" or "certificates" or "chain" or "fullchain"
            or "ca" or "bundle" or "cacert" or "cacerts" or "root" or "dhparam" or "dhparams" or "csr" or "crl"))
        || (extension is "asc" && words.Any(word => word is "key" or "private" or "secret" or "priv") && !words.Any(word => word is "pub" or "public"));

    private static bool IsConfiguration(string name) =>
        WeighedNames.Contains(name)
        || (name.StartsWith("appsettings.", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
            && name.Split('.') is [_, "production" or "prod" or "staging" or "live" or "local" or "secrets" or "release", _]);

    /// <summary><c>.env</c>, <c>.env.production</c>, <c>prod.env</c>; not <c>environment.ts</c> nor <c>.env.d.ts</c>.</summary>
    private static bool IsEnvironment(string name) =>
        name is ".env"
        || (name.StartsWith(".env.", StringComparison.Ordinal)
            && !name.EndsWith(".ts", StringComparison.Ordinal)
            && !name.EndsWith(".js", StringComparison.Ordinal)
            && !name.EndsWith(".md", StringComparison.Ordinal))
        || (name.EndsWith(".env", StringComparison.Ordinal) && name.Length > 4);

    private static bool IsKey(string name, string extension, string[] words) =>
        KeyNames.Contains(name)
        || (KeyExtensions.Contains(extension) && !words.Any(word => word is "pub" or "public" or "cert" or "csr"))
        || (extension is "pem"
            && words.Any(word => word is "key" or "priv" or "private" or "privkey" or "privatekey" or "rsa" or "dsa" or "ecdsa" or "ed25519")
            && !words.Any(word => word is "pub" or "public" or "cert" or "certificate" or "chain"));

    private static bool IsCredentials(string path, string name, string extension) =>
        CredentialNames.Contains(name)
        || CredentialPaths.Any(known => path == known || path.EndsWith("/" + known, StringComparison.Ordinal))
        || (extension is "tfvars")
        || (extension is "json"
            && (name.Contains("service-account", StringComparison.Ordinal)
                || name.Contains("service_account", StringComparison.Ordinal)
                || name.Contains("firebase-adminsdk", StringComparison.Ordinal)
                || name.StartsWith("client_secret_", StringComparison.Ordinal)));

    /// <summary><c>locales/en/credentials.json</c> contains the texts of a page.</summary>
    private static bool IsTranslation(string path) =>
        path.Split('/').SkipLast(1).Any(folder => folder is "locales" or "locale" or "i18n" or "lang" or "langs" or "languages" or "translations");

    private static bool IsDump(string name, string extension, string[] words)
    {
        if (extension is "dump" or "sqldump" or "pgdump" or "mdf" or "ldf" or "mdb" or "accdb" or "sdf" or "rdb" or "bak"
            or "sqlite" or "sqlite3" or "db3" or "dmp")
        {
            return true;
        }

        if (name.EndsWith(".sql.gz", StringComparison.Ordinal)
            || name.EndsWith(".sql.zip", StringComparison.Ordinal)
            || name.EndsWith(".sql.bz2", StringComparison.Ordinal)
            || name.EndsWith(".sql.xz", StringComparison.Ordinal))
        {
            return true;
        }

        return (extension is "sql" && words.SkipLast(1).Any(word => word is "dump" or "backup" or "bak" or "prod" or "production" or "users" or "customers"))
            || (extension is "db" && words.SkipLast(1).Any(word => DumpWords.Contains(word)))
            || (extension is ("gz" or "zip" or "tar" or "tgz" or "7z") && words.Any(word => word is "dump" or "dbdump" or "sqldump"));
    }
}
