namespace Kiket.Portal.Files;

/// <summary>The purpose of an uploaded file.</summary>
public enum UploadKind
{
    /// <summary>The extension's square picture.</summary>
    Icon,
    Screenshot,
    SecurityReview,
    DataHandlingStatement,
    Attestation,
    ScanLog,

    /// <summary>A picture, PDF or text in a support ticket. No submission has one.</summary>
    TicketFile,
}

/// <summary>What each kind accepts, and who may read it once its version is approved.</summary>
public static class UploadKinds
{
    public const int MaxScreenshots = 8;
    public const int MaxDocuments = 5;
    public const int MaxPictureBytes = PictureStore.MaxBytes;
    public const int MaxDocumentBytes = 10 * 1024 * 1024;

    /// <summary>The limit for an organization's files in total; more than a hundred listings with eight pictures need.</summary>
    public const long MaxBytesPerOrganization = 100L * 1024 * 1024;

    public static IReadOnlyList<UploadKind> Documents { get; } =
        [UploadKind.SecurityReview, UploadKind.DataHandlingStatement, UploadKind.Attestation, UploadKind.ScanLog];

    public static bool IsPicture(this UploadKind kind) => kind is UploadKind.Icon or UploadKind.Screenshot;

    /// <summary>
    /// Pictures, data handling statements and attestations are for customers. Security reviews and scan logs describe
    /// weaknesses, so only reviewers see them.
    /// </summary>
    public static bool IsPublicOnceApproved(this UploadKind kind) => kind is not (UploadKind.SecurityReview or UploadKind.ScanLog);

    /// <summary>Scanner files (SARIF, CycloneDX, SPDX) are JSON; a review or a statement is text for people.</summary>
    public static bool TakesScans(this UploadKind kind) => kind is UploadKind.Attestation or UploadKind.ScanLog;

    public static int MaxBytes(this UploadKind kind) => kind.IsPicture() ? MaxPictureBytes : MaxDocumentBytes;

    /// <summary>The name in addresses and form fields: <c>security_review</c>.</summary>
    public static string Word(this UploadKind kind) => kind switch
    {
        UploadKind.Icon => "icon",
        UploadKind.Screenshot => "screenshot",
        UploadKind.SecurityReview => "security_review",
        UploadKind.DataHandlingStatement => "data_handling_statement",
        UploadKind.Attestation => "attestation",
        UploadKind.TicketFile => "ticket_file",
        _ => "scan_log",
    };

    public static string Title(this UploadKind kind) => kind switch
    {
        UploadKind.Icon => "Icon",
        UploadKind.Screenshot => "Screenshot",
        UploadKind.SecurityReview => "Security review",
        UploadKind.DataHandlingStatement => "Data handling statement",
        UploadKind.Attestation => "Attestation",
        UploadKind.TicketFile => "File",
        _ => "Scan log",
    };

    /// <summary>The kind of a submission's file with this name; null when there is none.</summary>
    public static UploadKind? Parse(string? word)
    {
        foreach (var kind in Enum.GetValues<UploadKind>())
        {
            if (kind != UploadKind.TicketFile && kind.Word() == word)
            {
                return kind;
            }
        }

        return null;
    }
}
