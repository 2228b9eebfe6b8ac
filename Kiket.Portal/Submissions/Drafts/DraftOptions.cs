using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Submissions.Drafts;

/// <summary>The <c>Drafts:</c> settings: how the wizard saves.</summary>
public sealed class DraftOptions
{
    public const string Section = "Drafts";

    /// <summary>How long after the last keystroke a change is saved. With a long wait, closing the page loses text.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:05", ErrorMessage = "Drafts:SaveAfter must be between 0.01 and 5 seconds, such as 00:00:00.6.")]
    public TimeSpan SaveAfter { get; set; } = TimeSpan.FromMilliseconds(600);
}
