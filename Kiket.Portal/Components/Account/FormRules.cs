using System.ComponentModel.DataAnnotations;
using Kiket.Portal.Accounts;

namespace Kiket.Portal.Components.Account;

/// <summary>Applies the rule for people's names (<see cref="PersonName"/>) to a form field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonNameAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        PersonName.Problem(value as string) is { } problem ? new ValidationResult(problem) : ValidationResult.Success;
}

/// <summary>Applies the rule for addresses that the portal writes to (<see cref="EmailAddress"/>) to a form field.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MailableAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        EmailAddress.Problem(value as string) is { } problem ? new ValidationResult(problem) : ValidationResult.Success;
}
