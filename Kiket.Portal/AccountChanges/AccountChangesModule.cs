using Kiket.Portal.Accounts;
using Kiket.Portal.Events;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kiket.Portal.AccountChanges;

public static class AccountChangesModule
{
    public static IServiceCollection AddAccountChanges(this IServiceCollection services)
    {
        services.TryAddSingleton<RegistrationRule>();
        services.AddSingleton<RecordCredentialChange>();
        services.AddSingleton<EmailChangeQueries>();
        services.AddSingleton<RequestEmailChange>();
        services.AddSingleton<CancelEmailChange>();
        services.AddSingleton<ConfirmEmailChange>();
        services.AddSingleton<DeleteAccount>();
        services.AddSingleton<NotifyOfDeletion>();
        services.AddEventHandler<DeletionPlanned, NotifyOfDeletion>(NotifyOfDeletion.HandlerName);
        services.AddEventHandler<OrganizationKept, NotifyOfDeletion>(NotifyOfDeletion.HandlerName);
        services.AddEventHandler<OrganizationDeleted, NotifyOfDeletion>(NotifyOfDeletion.HandlerName);
        services.AddSingleton<SignInMethodQueries>();
        services.AddScoped<EndSignInMethods>();
        return services;
    }
}
