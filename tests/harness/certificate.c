/* See certificate.h. */
#include "harness/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "harness/test.h"

enum { DAY = 24 * 60 * 60 };

static void write_key(const char *path, EVP_PKEY *key)
{
	auto_file FILE *file = fopen(path, "w");

	T_CHECK(file && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);
	T_INT(chmod(path, 0600), 0);
}

static void write_certificate(const char *path, X509 *certificate)
{
	auto_file FILE *file = fopen(path, "w");

	T_CHECK(file && PEM_write_X509(file, certificate) == 1);
}

static void name_it(X509 *certificate)
{
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_EXTENSION *names = X509V3_EXT_conf_nid(
		NULL, NULL, NID_subject_alt_name, "DNS:gongyi.test,IP:127.0.0.1");

	X509_NAME_add_entry_by_txt(
		name, "CN", MBSTRING_UTF8, (const unsigned char *)"gongyi.test", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	T_CHECK(names && X509_add_ext(certificate, names, -1) == 1);
	X509_EXTENSION_free(names);
}

struct t_certificate t_certificate_new(const char *folder, const char *name, long serial, int days)
{
	struct t_certificate made;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	long from = days < 0 ? 2L * days * DAY : -DAY;

	T_CHECK(key && certificate);
	snprintf(made.certificate, sizeof made.certificate, "%s/%s.crt", folder, name);
	snprintf(made.key, sizeof made.key, "%s/%s.key", folder, name);
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate), from);
	X509_gmtime_adj(X509_getm_notAfter(certificate), (long)days * DAY);
	X509_set_pubkey(certificate, key);
	name_it(certificate);
	T_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
	write_certificate(made.certificate, certificate);
	write_key(made.key, key);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return made;
}
