using Kiket.Portal.Findings;

namespace Kiket.Portal.Checks.Scanning;

/// <summary>The rules about sensitive files, containers and egress that look into the files of a commit.</summary>
public static class ScanRules
{
    private const string Revoke = "Revoke it first: whoever has read the repository has it, also after it is deleted from the newest commit. Then remove it and keep the new one in an environment variable or a secret store.";

    public static readonly FindingRule PrivateKeyFile = new("S101", FindingLevel.Error,
        "No private key lies in the repository",
        "A file of this name holds a private key. Everybody who can read the repository could act with it.",
        Revoke);

    public static readonly FindingRule EnvironmentFile = new("S102", FindingLevel.Error,
        "No .env file lies in the repository",
        "Files of this name hold the passwords and keys of a running system. Examples belong into .env.example.",
        "Remove it, add .env to .gitignore, put the names without values into .env.example, and revoke what was in it.");

    public static readonly FindingRule CredentialsFile = new("S103", FindingLevel.Error,
        "No credentials file lies in the repository",
        "Programs keep sign-in data in a file of this name.",
        Revoke);

    public static readonly FindingRule Keystore = new("S104", FindingLevel.Error,
        "No keystore or password database lies in the repository",
        "A file of this kind holds private keys or passwords, protected by a password that can be guessed at leisure.",
        Revoke);

    public static readonly FindingRule DatabaseDump = new("S105", FindingLevel.Warning,
        "No database or dump of one lies in the repository",
        "Dumps and database files often hold people's data and password hashes.",
        "Remove it if it holds anything real; generate sample data by a script.");

    public static readonly FindingRule PersonalFile = new("S106", FindingLevel.Warning,
        "No file of somebody's machine lies in the repository",
        "Histories, logs of sessions and states of tools often hold passwords that were typed or stored.",
        "Remove it and add its name to .gitignore; revoke what was in it.");

    public static readonly FindingRule PrivateKey = new("S201", FindingLevel.Error,
        "No private key is written into a file",
        "The text of a private key was found. Everybody who can read the repository could act with it.",
        Revoke);

    public static readonly FindingRule KnownToken = new("S202", FindingLevel.Error,
        "No access token is written into a file",
        "The text has the exact form of a well-known service's token. Everybody who can read the repository could use it.",
        Revoke);

    public static readonly FindingRule TestToken = new("S203", FindingLevel.Warning,
        "No test token is written into a file",
        "It opens a test account alone, and tends to be replaced by a real one in the same place.",
        "Keep it in an environment variable.");

    public static readonly FindingRule JsonWebToken = new("S204", FindingLevel.Warning,
        "No signed token (JWT) is written into a file",
        "While it is valid, whoever has it is signed in as somebody.",
        "Remove it; if it was real, end the session or rotate the key that signed it.");

    public static readonly FindingRule AddressWithPassword = new("S205", FindingLevel.Warning,
        "No address carries a password",
        "A connection address with user name and password opens the system it names.",
        "Read the address from an environment variable, and change the password if it was real.");

    public static readonly FindingRule LikelySecret = new("S206", FindingLevel.Warning,
        "No value looks like a secret",
        "A name such as api_key or secret is given a long value that reads like chance.",
        "If it is a secret, revoke it and keep it in an environment variable; if not, explain it to the reviewer.");

    public static readonly FindingRule NotAllRead = new("S301", FindingLevel.Warning,
        "Every file could be looked into",
        "The repository is larger than what is read within the bounds, or some of it could not be read. What was not looked at counts as unchecked and not as clean.",
        "Keep generated files, packages and archives out of the repository.");

    public static readonly FindingRule CallbackElsewhere = new("C201", FindingLevel.Warning,
        "A managed extension is called on its own container",
        "Kiket calls the container that it runs, at ${EXTENSION_BASE_URL} and the path written behind it.",
        "Write callback.url: ${EXTENSION_BASE_URL}/webhooks, with the path that your code listens on.");

    public static readonly FindingRule HealthUnanswered = new("C202", FindingLevel.Warning,
        "A managed extension answers /health",
        "The container is restarted when /health does not answer 200. No file of the source speaks of that path.",
        "Answer GET /health with 200 once the extension can work.");

    public static readonly FindingRule ContainerRunsAsRoot = new("C203", FindingLevel.Info,
        "The container does not run as root",
        "A Dockerfile without USER runs everything as root inside the container.",
        "Add a USER line after the last step that needs root.");

    public static readonly FindingRule BaseImageMoves = new("C204", FindingLevel.Info,
        "The base image names a version",
        "An image without a tag, or with latest, is another one tomorrow: what was reviewed cannot be built again.",
        "Name a version, such as node:22.11-alpine.");

    public static readonly FindingRule DockerfileBroken = new("C205", FindingLevel.Error,
        "The Dockerfile is a file with a FROM line",
        "The container of a managed extension is built from it.",
        "Begin the Dockerfile at the root with FROM and the base image.");

    public static readonly FindingRule EgressUndeclared = new("E101", FindingLevel.Warning,
        "Every host in the source is declared",
        "A managed container reaches the hosts of hosting.egress alone: a call to another one fails. Reviewers ask about each that is not declared.",
        "Add the host to hosting.egress with a reason, or remove it from the source.");

    public static readonly FindingRule EgressUnused = new("E102", FindingLevel.Info,
        "Every declared host is used",
        "The host is declared and appears in no file. It may be put together at run time or be left over; less is easier to approve.",
        "Remove it from hosting.egress if nothing calls it.");

    /// <summary>In the order of their ids.</summary>
    public static IReadOnlyList<FindingRule> All { get; } =
    [
        CallbackElsewhere, HealthUnanswered, ContainerRunsAsRoot, BaseImageMoves, DockerfileBroken, EgressUndeclared, EgressUnused,
        PrivateKeyFile, EnvironmentFile, CredentialsFile, Keystore, DatabaseDump, PersonalFile,
        PrivateKey, KnownToken, TestToken, JsonWebToken, AddressWithPassword, LikelySecret, NotAllRead,
    ];
}
