using Kiket.Portal.Accounts;
using Kiket.Portal.Jobs;
using Kiket.Portal.Organizations.Deletion;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Kiket.Portal.Organizations;

public static class OrganizationsModule
{
    public static IServiceCollection AddOrganizations(this IServiceCollection services)
    {
        services.TryAddSingleton<ConfirmedPeople>();
        services.TryAddSingleton<RegistrationRule>();
        services.AddSingleton<ISaveChangesInterceptor, RecordFormerMembers>();
        services.AddSingleton<OrganizationAccess>();
        services.AddSingleton<OrganizationQueries>();
        services.AddSingleton<ApiTokenQueries>();
        services.AddSingleton<CreateOrganization>();
        services.AddSingleton<IMemberShare, BackedInvitations>();
        services.AddSingleton<MemberShares>();
        services.AddSingleton<InviteMember>();
        services.AddSingleton<WithdrawInvitation>();
        services.AddSingleton<AcceptInvitation>();
        services.AddSingleton<RegistrationAccess>();
        services.AddSingleton<ChangeRole>();
        services.AddSingleton<AcceptPublisherAgreement>();
        services.AddSingleton<RemoveMember>();
        services.AddSingleton<CreateApiToken>();
        services.AddSingleton<RevokeApiToken>();
        services.AddSingleton<DeletionQueries>();
        services.AddSingleton<PlanDeletion>();
        services.AddSingleton<DeleteOrganizations>();
        services.AddSingleton<IRegularWork>(provider => provider.GetRequiredService<DeleteOrganizations>());
        services.AddSingleton<IDeletionEffects, MemberDeletionEffects>();
        return services;
    }
}
