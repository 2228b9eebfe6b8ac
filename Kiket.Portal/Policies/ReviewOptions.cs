using System.ComponentModel.DataAnnotations;

namespace Kiket.Portal.Policies;

/// <summary>The <c>Review:</c> settings: what holds until an operator chooses otherwise on the operators' page.</summary>
public sealed class ReviewOptions : IValidatableObject
{
    public const string Section = "Review";

    /// <summary>Within how many hours a submission should be decided.</summary>
    public int TargetHours { get; set; } = ReviewSettings.DefaultTargetHours;

    /// <summary>Whether routine releases with clean checks are approved without a person.</summary>
    public bool AutoApproveRoutine { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TargetHours is < 1 or > ReviewSettings.MaxTargetHours)
        {
            yield return new ValidationResult($"Review:TargetHours must lie between 1 and {ReviewSettings.MaxTargetHours}.", [nameof(TargetHours)]);
        }
    }
}
