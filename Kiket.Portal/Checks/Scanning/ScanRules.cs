using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>The rules for sensitive files, containers and egress that check the files of a commit.</summary>
public static class ScanRules
{
    private const string Revoke =
        "Revoke it first, because everyone who read the repository has it, even after you delete it from the newest commit. "
        + "Then remove it and store the new one in an environment variable or a secret store.";

    public static readonly FindingRule PrivateKeyFile = new("S101", FindingLevel.Error,
        "The repository has no private key file",
        "A file with this name contains a private key. Everyone who can read the repository can use it.",
        Revoke);

    public static readonly FindingRule EnvironmentFile = new("S102", FindingLevel.Error,
        "The repository has no .env file",
        "Files with this name contain the passwords and keys of a running system. Put examples in .env.example.",
        "Remove it, add .env to .gitignore, put the names without values in .env.example, and revoke its secrets.");

    public static readonly FindingRule CredentialsFile = new("S103", FindingLevel.Error,
        "The repository has no credentials file",
        "Programs store sign-in data in a file with this name.",
        Revoke);

    public static readonly FindingRule Keystore = new("S104", FindingLevel.Error,
        "The repository has no keystore or password database",
        "A file of this type contains private keys or passwords. Its password can be guessed with enough time.",
        Revoke);

    public static readonly FindingRule DatabaseDump = new("S105", FindingLevel.Warning,
        "The repository has no database or database dump",
        "Dumps and database files often contain people's data and password hashes.",
        "Remove it if it contains real data. Generate sample data with a script.");

    public static readonly FindingRule PersonalFile = new("S106", FindingLevel.Warning,
        "The repository has no personal history or state files",
        "Shell histories, session logs and tool state often contain passwords.",
        "Remove it and add its name to .gitignore. Revoke any secrets in it.");

    public static readonly FindingRule PrivateKey = new("S201", FindingLevel.Error,
        "No file contains a private key",
        "The file contains the text of a private key. Everyone who can read the repository can use it.",
        Revoke);

    public static readonly FindingRule KnownToken = new("S202", FindingLevel.Error,
        "No file contains an access token",
        "The text has the exact form of a well-known service's token. Everyone who can read the repository can use it.",
        Revoke);

    public static readonly FindingRule TestToken = new("S203", FindingLevel.Warning,
        "No file contains a test token",
        "It only opens a test account, but often a real one replaces it in the same place.",
        "Store it in an environment variable.");

    public static readonly FindingRule JsonWebToken = new("S204", FindingLevel.Warning,
        "No file contains a signed token (JWT)",
        "While it is valid, everyone who has it can sign in with it.",
        "Remove it; if it was real, end the session or rotate the key that signed it.");

    public static readonly FindingRule AddressWithPassword = new("S205", FindingLevel.Warning,
        "No address contains a password",
        "A connection address with a user name and password gives access to that system.",
        "Read the address from an environment variable, and change the password if it was real.");

    public static readonly FindingRule LikelySecret = new("S206", FindingLevel.Warning,
        "No value looks like a secret",
        "A name such as api_key or secret has a long, random-looking value.",
        "If it is a secret, revoke it and store the new one in an environment variable. If not, explain it to the reviewer.");

    public static readonly FindingRule PasswordInCommand = new("S207", FindingLevel.Warning,
        "No command or configuration contains a password",
        "A command line, a header or a configuration file has a user's password or token in its text.",
        "Read it from an environment variable or a secret store, and change it if it was real.");

    public static readonly FindingRule NotAllRead = new("S301", FindingLevel.Warning,
        "Every file could be checked",
        "The repository exceeds the limits for checks, or some of it couldn't be read. The rest wasn't checked, so it isn't reported as clean.",
        "Remove generated files, packages and archives from the repository.");

    public static readonly FindingRule CallbackElsewhere = new("C201", FindingLevel.Warning,
        "Kiket calls a managed extension in its own container",
        "Kiket calls the container that it runs, at ${EXTENSION_BASE_URL} and the path after it.",
        "Write callback.url: ${EXTENSION_BASE_URL}/webhooks, with the path that your code listens on.");

    public static readonly FindingRule HealthUnanswered = new("C202", FindingLevel.Warning,
        "A managed extension responds to /health",
        "Kiket restarts the container when /health doesn't return 200. No source file contains this path.",
        "Return 200 for GET /health once the extension is ready.");

    public static readonly FindingRule ContainerRunsAsRoot = new("C203", FindingLevel.Info,
        "The container doesn't run as root",
        "A Dockerfile without USER runs everything as root inside the container.",
        "Add a USER line after the last step that needs root.");

    public static readonly FindingRule BaseImageMoves = new("C204", FindingLevel.Info,
        "The base image has a fixed version",
        "An image without a tag, or with latest, changes over time, so the reviewed version can't be built again.",
        "Use a version, such as node:22.11-alpine.");

    public static readonly FindingRule DockerfileBroken = new("C205", FindingLevel.Error,
        "The Dockerfile is a file with a FROM line",
        "The container of a managed extension is built from it.",
        "Start the Dockerfile at the root with FROM and the base image.");

    public static readonly FindingRule EgressUndeclared = new("E101", FindingLevel.Warning,
        "Every host in the source is declared",
        "A managed container can only reach the hosts in hosting.egress; calls to other hosts fail. Reviewers ask about each undeclared host.",
        "Add the host to hosting.egress with a reason, or remove it from the source.");

    public static readonly FindingRule EgressUnused = new("E102", FindingLevel.Info,
        "Every declared host is used",
        "The host is declared but appears in no file. It may be built at run time or be left over. A shorter list is easier to approve.",
        "Remove it from hosting.egress if nothing calls it.");

    /// <summary>In id order.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        CallbackElsewhere, HealthUnanswered, ContainerRunsAsRoot, BaseImageMoves, DockerfileBroken, EgressUndeclared, EgressUnused,
        PrivateKeyFile, EnvironmentFile, CredentialsFile, Keystore, DatabaseDump, PersonalFile,
        PrivateKey, KnownToken, TestToken, JsonWebToken, AddressWithPassword, LikelySecret, PasswordInCommand, NotAllRead,
    ];
}
